//! How is a quantity written, and where does an axis of it have its ticks?

/// What the numbers of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, in powers of 1024.
    Bytes,
    /// Seconds, from nanoseconds up.
    Seconds,
    /// GiB/s.
    Rate,
    /// How many times: `2x`.
    Times,
}

impl Unit {
    /// The value with its unit, in three digits or fewer.
    ///
    /// ```
    /// use memoryview_plot::Unit;
    /// assert_eq!(Unit::Bytes.text(1536.0), "1.5 KiB");
    /// assert_eq!(Unit::Seconds.text(2.5e-7), "250 ns");
    /// assert_eq!(Unit::Rate.text(31.94), "31.9 GiB/s");
    /// assert_eq!(Unit::Times.text(0.5), "0.5x");
    /// ```
    pub fn text(self, value: f64) -> String {
        match self {
            Unit::Bytes => scaled(value, 1024.0, 1024.0, &["B", "KiB", "MiB", "GiB", "TiB"]),
            Unit::Seconds => scaled(value * 1e9, 1000.0, 999.5, &["ns", "\u{b5}s", "ms", "s"]),
            Unit::Rate => format!("{} GiB/s", digits(value)),
            Unit::Times => format!("{}x", digits(value)),
        }
    }

    /// The ticks of a logarithmic axis within `range`: powers of two for bytes, else of ten, and 2 and 5 times these where there is room.
    pub(crate) fn log_ticks(self, (low, high): (f64, f64)) -> Vec<f64> {
        let within = |v: &f64| *v >= low * 0.999 && *v <= high * 1.001;
        if self == Unit::Bytes {
            let (first, last) = (low.log2().ceil() as i32, high.log2().floor() as i32);
            let step = [1, 2, 5, 10].into_iter().find(|s| (last - first) / s <= 11);
            let step = step.unwrap_or(20);
            // At whole multiples, so that 1 KiB, 1 MiB and 1 GiB are among them where the step allows it.
            let exponents = (first..=last).filter(|e| e.rem_euclid(step) == 0);
            return exponents.map(|e| 2f64.powi(e)).collect();
        }
        let decades = || low.log10().floor() as i32..=high.log10().ceil() as i32;
        let of = |factors: &[f64]| -> Vec<f64> {
            let all = decades().flat_map(|e| factors.iter().map(move |f| f * 10f64.powi(e)));
            all.filter(within).collect()
        };
        let fine = of(&[1.0, 2.0, 5.0]);
        if fine.len() <= 8 { fine } else { of(&[1.0]) }
    }

    /// About six round ticks from 0 to `high` and the first one beyond it.
    pub(crate) fn linear_ticks(high: f64) -> Vec<f64> {
        let power = 10f64.powf((high / 6.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|f| f * power);
        let step = step.into_iter().find(|s| high / s <= 7.0);
        let step = step.unwrap_or(20.0 * power);
        let last = (high / step).ceil() as u32;
        (0..=last).map(|k| f64::from(k) * step).collect()
    }
}

fn scaled(mut value: f64, step: f64, limit: f64, units: &[&str]) -> String {
    let mut unit = 0;
    while value >= limit && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    format!("{} {}", digits(value), units[unit])
}

/// Three digits that matter, no zeros at the end.
fn digits(value: f64) -> String {
    let places = match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        v if v >= 0.0995 || v == 0.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.places$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_range() {
        let ticks = Unit::Bytes.log_ticks((64.0, 64.0 * 1024.0 * 1024.0));
        assert_eq!(ticks[..3], [64.0, 256.0, 1024.0]);
        assert_eq!((ticks.len(), ticks[10]), (11, 67_108_864.0));
        let far = Unit::Bytes.log_ticks((1000.0, 1e12));
        assert_eq!(far[..2], [1024.0, 32768.0]);
        let ticks = Unit::Seconds.log_ticks((1e-9, 1e-2));
        assert_eq!(ticks.len(), 8);
        assert_eq!(Unit::Seconds.text(ticks[3]), "1 \u{b5}s");
        let ticks: Vec<_> = Unit::Times.log_ticks((0.5, 10.0));
        assert_eq!(ticks, [0.5, 1.0, 2.0, 5.0, 10.0]);
        assert_eq!(Unit::linear_ticks(38.4), [0.0, 10.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn units_change_where_three_digits_end() {
        assert_eq!(Unit::Seconds.text(999.6e-9), "1 \u{b5}s");
        assert_eq!(Unit::Seconds.text(12.34e-6), "12.3 \u{b5}s");
        assert_eq!(Unit::Bytes.text(1023.0), "1023 B");
        assert_eq!(Unit::Bytes.text(1e9), "954 MiB");
        assert_eq!(Unit::Times.text(1.0 / 3.0), "0.33x");
    }
}
