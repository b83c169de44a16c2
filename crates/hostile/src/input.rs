//! How do arbitrary bytes become choices?

/// Bytes that are used up from the front. Where they end, every choice is 0.
pub(crate) struct Input<'d> {
    bytes: &'d [u8],
}

/// Integers at which arithmetic breaks.
const EXTREME: [isize; 16] = [
    0,
    1,
    -1,
    2,
    isize::MAX,
    isize::MIN,
    isize::MAX - 1,
    isize::MIN + 1,
    isize::MAX / 2 + 1,
    isize::MIN / 2,
    0x7FFF_FFFF,
    -0x4000_0000,
    isize::MAX / 8,
    isize::MAX / 8 + 1,
    0xFFFF,
    -4096,
];

impl<'d> Input<'d> {
    pub(crate) fn new(bytes: &'d [u8]) -> Self {
        Input { bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// Less than `end`, which is at most 256 and not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    /// From `-most` to `most`.
    pub(crate) fn near(&mut self, most: isize) -> isize {
        let n = isize::from(self.byte());
        n % (2 * most + 1) - most
    }

    /// Mostly near 0, else where arithmetic breaks.
    pub(crate) fn any(&mut self) -> isize {
        match self.byte() {
            n @ 0..192 => isize::from(n) - 64,
            n => EXTREME[usize::from(n) % EXTREME.len()],
        }
    }

    /// A text of this input's own length.
    pub(crate) fn text(&mut self) -> String {
        let len = self.below(64).min(self.bytes.len());
        let (text, rest) = self.bytes.split_at(len);
        self.bytes = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    pub(crate) fn rest(self) -> &'d [u8] {
        self.bytes
    }
}
