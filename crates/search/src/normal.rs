//! One form for what may be typed in several: full width and half width, brackets of a number, spaces.

/// Brings a number or a name to the form in which it is looked up: full-width letters, digits and signs
/// become half-width, all kinds of brackets and dashes around a year become nothing, white space goes, letters
/// become small, and a trailing 号 after a digit goes.
pub fn normal(typed: &str) -> String {
    let mut normal = String::with_capacity(typed.len());
    let mut after_bracket = false;
    for c in typed.chars().map(half_width) {
        match c {
            '〔' | '［' | '[' | '(' | '（' | '【' => {}
            '〕' | '］' | ']' | ')' | '）' | '】' | '-' | '—' | '–' | '_' => after_bracket = true,
            c if c.is_whitespace() => {}
            c => {
                // Two runs of digits must stay two: 2026〕17 is not 202617.
                if after_bracket && c.is_ascii_digit() && normal.ends_with(|l: char| l.is_ascii_digit()) {
                    normal.push('/');
                }
                after_bracket = false;
                normal.extend(c.to_lowercase());
            }
        }
    }
    match normal.strip_suffix('号') {
        Some(rest) if rest.ends_with(|l: char| l.is_ascii_digit()) => rest.to_owned(),
        _ => normal,
    }
}

pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_mean_the_same_become_the_same() {
        assert_eq!(normal("容〔2026〕17号"), normal("容［２０２６］１７"));
        assert_eq!(normal("ＡＢＣ 公司"), "abc公司");
    }

    #[test]
    fn forms_that_mean_different_things_stay_different() {
        assert_ne!(normal("容〔2026〕17号"), normal("容〔202〕617号"));
        assert_ne!(normal("十三号大街"), normal("十三"));
        assert_ne!(normal("纠〔2026〕17号"), normal("容〔2026〕17号"));
    }
}
