//! Do distinct indices always lead to disjoint items?

use super::Layout;

impl Layout {
    /// Whether no two indices reach a common byte, as far as sorting the axes tells.
    ///
    /// With the axes sorted by the size of their strides, each stride must be at least as large as all that the smaller ones span. Every
    /// layout that comes of a contiguous one by slicing, permuting, flipping and picking fields passes. `false` means "perhaps not": a layout
    /// whose axes interleave without a collision (shape (2, 3), strides (3, 2) of single bytes) is refused too.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// assert!(Layout::new(&[3, 4], &[-16, 4], 32, 4)?.is_unique());
    /// assert!(!Layout::new(&[3, 4], &[0, 4], 0, 4)?.is_unique());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn is_unique(&self) -> bool {
        if self.is_empty() {
            return true;
        }

        let mut axes = [(0_usize, 0_usize); super::MAX_NDIM];
        let mut count = 0;
        for (&n, &stride) in self.shape().iter().zip(self.strides()) {
            if n > 1 {
                axes[count] = (stride.unsigned_abs(), n);
                count += 1;
            }
        }
        let axes = &mut axes[..count];
        axes.sort_unstable();
        let mut span = self.itemsize();
        for &(stride, n) in &*axes {
            if stride < span {
                return false;
            }
            // At most the reach of the whole layout.
            span += stride * (n - 1);
        }
        true
    }
}
