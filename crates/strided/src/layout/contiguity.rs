//! Do the items lie one after the other?
//!
//! The rule is that of `PyBuffer_IsContiguous`: without items the answer is yes in either order; axes of length 1 do not
//! count; every other stride must equal the running product.

use super::{Layout, Order};
use crate::MemoryFault;

impl Layout {
    /// Whether the items lie one after the other, the last axis fastest.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// // The stride of an axis of length 1 is never read.
    /// assert!(Layout::new(&[2, 1, 3], &[3, 99, 1], 0, 1)?.is_c_contiguous());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        self.broken_axis(Order::C).is_none()
    }

    /// Whether the items lie one after the other, the first axis fastest.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// assert!(Layout::new(&[2, 3], &[4, 8], 0, 4)?.is_f_contiguous());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        self.broken_axis(Order::F).is_none()
    }

    /// Whether the items lie one after the other, in either order.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// assert!(!Layout::new(&[5], &[-1], 4, 1)?.is_contiguous());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[inline]
    pub fn is_contiguous(&self) -> bool {
        self.is_c_contiguous() || self.is_f_contiguous()
    }

    /// The order in which a copy keeps the items as they lie, if one does: F if only that is contiguous, else C.
    ///
    /// It is what Python and NumPy call order `'A'`, which is no order of its own but a question to a layout. So it is asked before:
    /// `v.to_bytes(v.layout().storage_order())`.
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?.transpose();
    /// assert_eq!(v.to_bytes(v.layout().storage_order())?, [1, 2, 3, 4]);
    /// assert_eq!(v.to_bytes(Order::C)?, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn storage_order(&self) -> Order {
        if self.is_f_contiguous() && !self.is_c_contiguous() {
            Order::F
        } else {
            Order::C
        }
    }

    /// The first axis, in the order in which they run, whose stride breaks contiguity.
    pub(crate) fn broken_axis(&self, order: Order) -> Option<MemoryFault> {
        if self.is_empty() {
            return None;
        }
        let (shape, strides) = (self.shape(), self.strides());
        let mut needed = self.itemsize.cast_signed();
        let ndim = shape.len();
        for k in 0..ndim {
            let axis = match order {
                Order::C => ndim - 1 - k,
                Order::F => k,
            };
            let (n, stride) = (shape[axis], strides[axis]);
            if n > 1 {
                if stride != needed {
                    return Some(MemoryFault::NotContiguous {
                        axis,
                        stride,
                        needed,
                    });
                }
                needed *= n.cast_signed();
            }
        }
        None
    }
}
