//! How is a place in a text shown?

use core::fmt::{self, Write};

/// A longer text is shown by so many characters before and after the place.
const WINDOW: usize = 36;

/// Two lines that show a place in a text: the text around it, and a caret below.
///
/// However long the text is, what is shown is short. Control characters are shown as spaces.
///
/// ```
/// use memoryview_format::Caret;
/// assert_eq!(Caret::new("1:2:3:4", 5).to_string(), "  1:2:3:4\n       ^");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Caret<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Caret<'a> {
    /// A place, as a byte index into the text. One within a character, or behind the end, is taken for the end of the text.
    #[must_use]
    pub fn new(text: &'a str, position: usize) -> Self {
        let position = if text.is_char_boundary(position) {
            position
        } else {
            text.len()
        };
        Self { text, position }
    }
}

impl fmt::Display for Caret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = self.text.split_at(self.position);
        let first = before.char_indices().rev().take(WINDOW).last();
        let first = first.map_or(self.position, |(index, _)| index);
        let last = after.char_indices().nth(WINDOW);
        let last = last.map_or(self.text.len(), |(index, _)| self.position + index);
        let dots = |cut| if cut { "..." } else { "" };
        write!(f, "  {}", dots(first > 0))?;
        // Control characters would move the caret away from its place.
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let blank = |c: char| c.is_whitespace() || c.is_control();
        let shown = self.text[first..last].trim_end_matches(blank);
        shown.chars().try_for_each(|c| f.write_char(plain(c)))?;
        writeln!(f, "{}", dots(last < self.text.len()))?;
        // At most the window and the dots: far below what a width may be.
        let column = before[first..].chars().count() + dots(first > 0).len();
        write!(f, "  {:column$}^", "")
    }
}
