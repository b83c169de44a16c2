//! When are two typed views nearly equal, as the crate `approx` asks it?
//!
//! Views of different shapes are not. The tolerances are those of the items.

use approx::{AbsDiffEq, RelativeEq, UlpsEq};

use crate::{Element, TypedView};

/// Whether the shapes are equal, and all pairs of items are near.
fn all<T: Element, U: Element>(
    a: &TypedView<'_, T>,
    b: &TypedView<'_, U>,
    near: impl Fn(&T, &U) -> bool,
) -> bool {
    a.shape() == b.shape() && a.iter().zip(b.iter()).all(|(x, y)| near(&x, &y))
}

/// ```
/// use approx::assert_abs_diff_eq;
/// use memoryview_strided::View;
/// let (a, b) = ([1.0f32, 2.0], [1.0f32, 2.01]);
/// let (a, b) = (View::from_slice(&a).typed::<f32>()?, View::from_slice(&b).typed::<f32>()?);
/// assert_abs_diff_eq!(a, b, epsilon = 0.1);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
impl<'b, T, U> AbsDiffEq<TypedView<'b, U>> for TypedView<'_, T>
where
    T: Element + AbsDiffEq<U, Epsilon: Clone>,
    U: Element,
{
    type Epsilon = T::Epsilon;

    fn default_epsilon() -> T::Epsilon {
        T::default_epsilon()
    }

    fn abs_diff_eq(&self, other: &TypedView<'b, U>, epsilon: T::Epsilon) -> bool {
        all(self, other, |x, y| x.abs_diff_eq(y, epsilon.clone()))
    }
}

impl<'b, T, U> RelativeEq<TypedView<'b, U>> for TypedView<'_, T>
where
    T: Element + RelativeEq<U, Epsilon: Clone>,
    U: Element,
{
    fn default_max_relative() -> T::Epsilon {
        T::default_max_relative()
    }

    fn relative_eq(
        &self,
        other: &TypedView<'b, U>,
        epsilon: T::Epsilon,
        max_relative: T::Epsilon,
    ) -> bool {
        all(self, other, |x, y| {
            x.relative_eq(y, epsilon.clone(), max_relative.clone())
        })
    }
}

impl<'b, T, U> UlpsEq<TypedView<'b, U>> for TypedView<'_, T>
where
    T: Element + UlpsEq<U, Epsilon: Clone>,
    U: Element,
{
    fn default_max_ulps() -> u32 {
        T::default_max_ulps()
    }

    fn ulps_eq(&self, other: &TypedView<'b, U>, epsilon: T::Epsilon, max_ulps: u32) -> bool {
        all(self, other, |x, y| x.ulps_eq(y, epsilon.clone(), max_ulps))
    }
}

#[cfg(test)]
mod tests {
    use approx::{UlpsEq, abs_diff_eq, relative_eq, ulps_eq};

    use crate::View;

    #[test]
    fn shapes_and_items() {
        let (a, b) = ([1.0_f64, 2.0, 3.0, 4.0], [1.0_f64, 2.0, 3.0, 4.0 + 1e-9]);
        let view = |data| {
            View::from_slice(data)
                .reshape([2, 2])
                .unwrap()
                .typed::<f64>()
                .unwrap()
        };
        let (a, b) = (view(&a), view(&b));
        assert!(abs_diff_eq!(a, b, epsilon = 1e-8) && !abs_diff_eq!(a, b, epsilon = 1e-10));
        assert!(relative_eq!(a, b, max_relative = 1e-8) && !relative_eq!(a, b));
        assert!(ulps_eq!(a, a.clone()) && !ulps_eq!(a, b, max_ulps = 4));
        let near = [1.0_f64.next_up(), 2.0, 3.0, 4.0];
        let (near, most) = (view(&near), f64::default_max_ulps());
        assert_eq!(
            <crate::TypedView<'_, f64> as UlpsEq>::default_max_ulps(),
            most
        );
        assert!(
            ulps_eq!(a, near, epsilon = 0.0) && !ulps_eq!(a, near, epsilon = 0.0, max_ulps = 0)
        );
        assert!(!abs_diff_eq!(a, b.reshape([4]).unwrap(), epsilon = 1.0));
        assert!(!abs_diff_eq!(a, b.transpose(), epsilon = 0.5));
    }
}
