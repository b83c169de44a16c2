//! What has been read of a record so far, and for how many more fields is there room?

use alloc::vec::Vec;

use crate::format::Field;

/// From so many fields on, [`more_room`] says how many more to expect.
pub(super) const MANY: usize = 256;

#[derive(Default)]
pub(super) struct Fields {
    pub(super) list: Vec<Field>,
    /// Where the next item may begin.
    pub(super) offset: usize,
    pub(super) align: usize,
    /// Which of them have names, and where those stand in the text; filled only to show where a name stands twice.
    pub(super) names: Vec<(usize, usize)>,
}

/// Room for fields, if a text of length `end` goes on as it was up to `at`: a list that doubles is too long by half in the end. At most
/// twice as much, and, so that room is made few times, an eighth at least; but never for more fields than the rest has letters.
#[cold]
pub(super) fn more_room(list: &mut Vec<Field>, at: usize, end: usize) {
    let (len, rest) = (list.len(), end.saturating_sub(at));
    let each = (at / len).max(1);
    let more = (rest / each).clamp(len / 8, len).min(rest);
    list.reserve_exact(more + 1);
}
