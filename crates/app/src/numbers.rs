//! Numbers of cases: brought to their stored form however they were typed, and to a form in which they can be ordered.

/// `容[2026]17`: one word, a year, a number.
pub(crate) fn looks_like_number(text: &str) -> bool {
    parts_of_number(text).is_some()
}

fn parts_of_number(text: &str) -> Option<(String, String, String)> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let word: String = text.chars().take_while(|c| !c.is_ascii_digit() && !"[(〔【".contains(*c)).collect();
    let mut digits =
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(str::to_owned);
    let (year, number) = (digits.next()?, digits.next()?);
    // A long word is one only with the bracket: 青纪函〔2026〕1号, and not 补偿面积2026超标17平方米.
    let bracket = text.chars().nth(word.chars().count()).is_some_and(|c| "[(〔【".contains(c));
    let short = (1..=if bracket { 8 } else { 2 }).contains(&word.chars().count());
    (short && year.len() == 4 && digits.next().is_none()).then_some((word, year, number))
}

/// The stored form of a number, however it was typed: `容〔2026〕17号`.
pub(crate) fn as_number(typed: &str) -> String {
    match parts_of_number(typed) {
        Some((word, year, number)) => {
            let number = number.trim_start_matches('0');
            format!("{word}〔{year}〕{number}号")
        }
        None => typed.trim().to_owned(),
    }
}

/// A number in the order of word, year and number: `容/2026/000017`. What is no number comes as it is.
pub(crate) fn in_order(number: &str) -> String {
    match parts_of_number(number) {
        Some((word, year, number)) => format!("{word}/{year}/{number:0>6}"),
        None => number.to_owned(),
    }
}

/// Full-width letters, digits and signs as half-width ones.
pub(crate) fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_brought_to_its_stored_form_however_it_is_typed() {
        for typed in
            ["容〔2026〕17号", "容[2026]17号", "容（２０２６）１７号", " 容 2026-17 ", "容【2026】017"]
        {
            assert_eq!(as_number(typed), "容〔2026〕17号", "{typed}");
        }
        assert_eq!(as_number("青纪函[2026]3号"), "青纪函〔2026〕3号");
        for title in ["2026年征地补偿", "茶滘街道占道", "第17号文件", "补偿面积2026超标17平方米"]
        {
            assert!(!looks_like_number(title), "{title}");
        }
    }

    #[test]
    fn the_ninth_case_comes_before_the_seventeenth() {
        assert!(in_order("容〔2026〕9号") < in_order("容〔2026〕17号"));
        assert!(in_order("容〔2025〕900号") < in_order("容〔2026〕1号"));
        assert_eq!(in_order(""), "");
    }
}
