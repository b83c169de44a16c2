//! How is a number of things said: `1 byte`, `2 axes`?

use core::fmt;

/// A number and the word for one of what is counted. `{:#}` begins with `there is` or `there are`.
#[derive(Clone, Copy, Debug)]
pub struct Counted<N>(pub N, pub &'static str);

impl<N: Copy + PartialEq + From<u8> + fmt::Display> fmt::Display for Counted<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, word) = *self;
        let one = number == N::from(1);
        if f.alternate() {
            f.write_str(if one { "there is " } else { "there are " })?;
        }
        match (one, word) {
            (true, _) => write!(f, "{number} {word}"),
            (false, "axis") => write!(f, "{number} axes"),
            (false, _) => write!(f, "{number} {word}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counted;
    use std::format;

    #[test]
    fn one_is_one() {
        let said = |n: usize, word| format!("{} {:#}", Counted(n, word), Counted(n, word));
        assert_eq!(said(1, "axis"), "1 axis there is 1 axis");
        assert_eq!(said(0, "axis"), "0 axes there are 0 axes");
        assert_eq!(said(2, "byte"), "2 bytes there are 2 bytes");
        assert_eq!(Counted(-1_isize, "byte").to_string(), "-1 bytes");
        assert_eq!(Counted(1_u64, "item").to_string(), "1 item");
    }
}
