//! In what unit does a date or a duration of NumPy's count?

use core::fmt;
use core::num::NonZeroU32;

/// The unit of a NumPy `datetime64` or `timedelta64`: a count of a base unit, such as 25 seconds.
///
/// ```
/// use memoryview_format::{TimeBase, TimeUnit};
/// let unit: TimeUnit = TimeUnit::new(25, TimeBase::Second).unwrap();
/// assert_eq!(unit.to_string(), "25s");
/// assert_eq!(TimeUnit::parse("ns"), TimeUnit::new(1, TimeBase::Nanosecond));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeUnit {
    count: NonZeroU32,
    base: TimeBase,
}

/// The base units that NumPy knows, and `Generic` for none at all.
///
/// ```
/// assert_eq!(memoryview_format::TimeBase::Microsecond.symbol(), "us");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each name says all there is")]
pub enum TimeBase {
    /// No unit: NumPy's `M8` without brackets.
    Generic,
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Picosecond,
    Femtosecond,
    Attosecond,
}

const SYMBOLS: [(TimeBase, &str); 14] = [
    (TimeBase::Generic, ""),
    (TimeBase::Year, "Y"),
    (TimeBase::Month, "M"),
    (TimeBase::Week, "W"),
    (TimeBase::Day, "D"),
    (TimeBase::Hour, "h"),
    (TimeBase::Minute, "m"),
    (TimeBase::Second, "s"),
    (TimeBase::Millisecond, "ms"),
    (TimeBase::Microsecond, "us"),
    (TimeBase::Nanosecond, "ns"),
    (TimeBase::Picosecond, "ps"),
    (TimeBase::Femtosecond, "fs"),
    (TimeBase::Attosecond, "as"),
];

impl TimeBase {
    /// NumPy's symbol: `"Y"`, `"M"`, ..., `"as"`; empty for `Generic`.
    ///
    /// ```
    /// assert_eq!(memoryview_format::TimeBase::Day.symbol(), "D");
    /// ```
    #[must_use]
    pub fn symbol(self) -> &'static str {
        SYMBOLS
            .iter()
            .find(|(base, _)| *base == self)
            .map_or("", |(_, symbol)| symbol)
    }
}

impl TimeBase {
    /// Where it stands among its like.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: usize) -> Option<Self> {
        SYMBOLS.get(number).map(|(base, _)| *base)
    }
}

impl TimeUnit {
    /// No unit, as in NumPy's bare `M8` and `m8`.
    ///
    /// ```
    /// assert_eq!(memoryview_format::TimeUnit::GENERIC.to_string(), "");
    /// ```
    pub const GENERIC: Self = Self {
        count: NonZeroU32::MIN,
        base: TimeBase::Generic,
    };

    /// `count` times `base`; `None` when `count` is 0 or exceeds NumPy's limit (`i32::MAX`), and
    /// for a generic unit counted otherwise than once.
    ///
    /// ```
    /// use memoryview_format::{TimeBase, TimeUnit};
    /// assert!(TimeUnit::new(7, TimeBase::Day).is_some());
    /// assert!(TimeUnit::new(0, TimeBase::Day).is_none());
    /// ```
    #[must_use]
    pub const fn new(count: u32, base: TimeBase) -> Option<Self> {
        let generic = matches!(base, TimeBase::Generic);
        if count > i32::MAX.unsigned_abs() || generic && count != 1 {
            return None;
        }
        match NonZeroU32::new(count) {
            Some(count) => Some(Self { count, base }),
            None => None,
        }
    }

    /// What stands between NumPy's brackets: `"ns"`, `"25s"`.
    ///
    /// ```
    /// use memoryview_format::TimeUnit;
    /// assert_eq!(TimeUnit::parse("25s").unwrap().count(), 25);
    /// assert_eq!(TimeUnit::parse("fortnight"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, symbol) = text.split_at(digits);
        let count = if number.is_empty() {
            1
        } else {
            number.parse().ok()?
        };
        let (base, _) = SYMBOLS.iter().find(|(_, known)| *known == symbol)?;
        if symbol.is_empty() {
            return None;
        }
        Self::new(count, *base)
    }

    /// How many base units one tick is.
    ///
    /// ```
    /// assert_eq!(memoryview_format::TimeUnit::parse("ns").unwrap().count(), 1);
    /// ```
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count.get()
    }

    /// The base unit.
    ///
    /// ```
    /// use memoryview_format::{TimeBase, TimeUnit};
    /// assert_eq!(TimeUnit::parse("10D").unwrap().base(), TimeBase::Day);
    /// ```
    #[must_use]
    pub const fn base(self) -> TimeBase {
        self.base
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count.get() > 1 {
            write!(f, "{}", self.count)?;
        }
        f.write_str(self.base.symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_unit_is_read_as_it_is_shown() {
        for (base, symbol) in &SYMBOLS[1..] {
            for count in [1, 2, 25, i32::MAX.unsigned_abs()] {
                let unit = TimeUnit::new(count, *base).unwrap();
                assert_eq!((unit.count(), unit.base()), (count, *base));
                let text = unit.to_string();
                assert_eq!(
                    text.ends_with(symbol),
                    text.len() > symbol.len() || count == 1
                );
                assert_eq!(TimeUnit::parse(&text), Some(unit));
            }
            assert_eq!(TimeUnit::parse(symbol), TimeUnit::new(1, *base));
            assert_eq!(base.symbol(), *symbol);
        }
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        let beyond = i32::MAX.unsigned_abs() + 1;
        assert_eq!(TimeUnit::new(beyond, TimeBase::Second), None);
        assert_eq!(TimeUnit::new(0, TimeBase::Second), None);
        assert_eq!(TimeUnit::new(2, TimeBase::Generic), None);
        assert_eq!(TimeUnit::new(1, TimeBase::Generic), Some(TimeUnit::GENERIC));
        for text in [
            "",
            "1",
            "25",
            "0s",
            "2147483648s",
            "99999999999s",
            "S",
            "s ",
            "-1s",
        ] {
            assert_eq!(TimeUnit::parse(text), None, "{text:?}");
        }
    }
}
