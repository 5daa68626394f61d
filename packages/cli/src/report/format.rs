//! Numbers and times as people read them.

/// `1234567` as `1,234,567`.
pub fn grouped(n: impl std::fmt::Display) -> String {
    let text = n.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |t| ("−", t));
    let (whole, tail) = rest.split_once('.').map_or((rest, None), |(w, t)| (w, Some(t)));
    let mut out = String::from(sign);
    let count = whole.len();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && count.saturating_sub(i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(tail) = tail {
        out.push('.');
        out.push_str(tail);
    }
    out
}

/// Base units as whole coins with all their decimals that are not zero at the end.
pub fn exact(units: u128, decimals: u32) -> String {
    let unit = 10u128.saturating_pow(decimals).max(1);
    let whole = units.checked_div(unit).unwrap_or_default();
    let rest = units.checked_rem(unit).unwrap_or_default();
    let rest = format!("{rest:0width$}", width = decimals as usize);
    match rest.trim_end_matches('0') {
        "" => grouped(whole),
        rest => format!("{}.{rest}", grouped(whole)),
    }
}

/// Base units as whole coins: two decimals, or as many as a small amount needs.
pub fn coins(units: u128, decimals: u32) -> String {
    let unit = 10u128.saturating_pow(decimals).max(1);
    if units < unit || decimals <= 2 {
        return exact(units, decimals);
    }
    let step = 10u128.saturating_pow(decimals.saturating_sub(2)).max(1);
    let cents = units.checked_div(step).unwrap_or_default();
    let rest = cents.checked_rem(100).unwrap_or_default();
    format!("{}.{rest:02}", grouped(cents.checked_div(100).unwrap_or_default()))
}

/// The same with a sign, for gains and losses.
pub fn signed(units: i128, decimals: u32) -> String {
    let sign = match units {
        0 => "",
        n if n < 0 => "−",
        _ => "+",
    };
    format!("{sign}{}", coins(units.unsigned_abs(), decimals))
}

/// Base units as a float of whole coins: for pictures only.
pub fn float(units: u128, decimals: u32) -> f64 {
    units as f64 / 10f64.powi(i32::try_from(decimals).unwrap_or(6))
}

/// `1.2 M`, `340 k`: for axes.
pub fn short(value: f64) -> String {
    let (scaled, unit) = match value.abs() {
        v if v >= 999_500_000.0 => (value / 1e9, " bn"),
        v if v >= 999_500.0 => (value / 1e6, " M"),
        v if v >= 1_000.0 => (value / 1e3, " k"),
        _ => (value, ""),
    };
    let text = format!("{scaled:.2}");
    format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A share of 1 as a percentage with so many decimals.
pub fn percent(share: f64, places: usize) -> String {
    format!("{:.places$} %", share * 100.0)
}

/// Seconds as the largest two units: `21 d`, `1 d 6 h`, `45 s`.
pub fn length(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds;
    let mut out = Vec::new();
    for (size, unit) in UNITS {
        let n = rest.checked_div(size).unwrap_or_default();
        rest = rest.checked_rem(size).unwrap_or_default();
        if n > 0 {
            out.push(format!("{n} {unit}"));
        }
    }
    out.truncate(2);
    if out.is_empty() {
        "0 s".into()
    } else {
        out.join(" ")
    }
}

/// Unix seconds as `2023-11-14 22:13` (UTC).
pub fn date_time(time: u64) -> String {
    let minutes = time / 60 % 1_440;
    format!("{} {:02}:{:02}", date(time), minutes / 60, minutes % 60)
}

/// Unix seconds as `2023-11-14` (UTC).
pub fn date(time: u64) -> String {
    // Days to a date of the Gregorian calendar, by years that begin in March.
    let days = i64::try_from(time / 86_400).unwrap_or_default().saturating_add(719_468);
    let era = days / 146_097;
    let day_of_era = days.saturating_sub(era.saturating_mul(146_097));
    let leaps = (day_of_era / 1_460)
        .saturating_sub(day_of_era / 36_524)
        .saturating_add(day_of_era / 146_096);
    let year_of_era = day_of_era.saturating_sub(leaps) / 365;
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100);
    let day_of_year = day_of_era.saturating_sub(before);
    let shifted = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let first = shifted.saturating_mul(153).saturating_add(2) / 5;
    let day = day_of_year.saturating_sub(first).saturating_add(1);
    let month = if shifted < 10 { shifted.saturating_add(3) } else { shifted.saturating_sub(9) };
    let year =
        era.saturating_mul(400).saturating_add(year_of_era).saturating_add(i64::from(month <= 2));
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_groups_and_units() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(-12), "−12");
        assert_eq!(exact(1_234_500_001, 6), "1,234.500001");
        assert_eq!(coins(1_234_500_001, 6), "1,234.50");
        assert_eq!(coins(1, 6), "0.000001");
        assert_eq!(signed(-2_500_000, 6), "−2.50");
        assert_eq!(short(1_250_000.0), "1.25 M");
    }

    #[test]
    fn times_are_dates() {
        assert_eq!(date_time(1_700_000_000), "2023-11-14 22:13");
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(length(108_000), "1 d 6 h");
    }
}
