use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn found(text: &str) -> Vec<(Sort, String)> {
    let examined = examine(text, &Known::default());
    examined.suggestions().iter().map(|one| (one.sort, examined.words(one).to_owned())).collect()
}

fn holds(text: &str, sort: Sort, words: &str) {
    let found = found(text);
    assert!(found.contains(&(sort, words.to_owned())), "{text}: {found:?}");
}

fn all_removed(examined: &Examined<'_>) -> BTreeMap<usize, Choice> {
    (0..examined.suggestions().len()).map(|number| (number, Choice::Remove)).collect()
}

#[test]
fn identity_numbers_are_known_by_their_check_digit_and_found_when_mistyped() {
    holds("身份证11010519491231002X。", Sort::Identity, "11010519491231002X");
    holds(
        "身份证１１０１０５１９４９１２３１００２Ｘ。",
        Sort::Identity,
        "１１０１０５１９４９１２３１００２Ｘ",
    );
    holds("旧证440103630517001号", Sort::Identity, "440103630517001");
    let mistyped = examine("证号110105194912310021。", &Known::default());
    assert!(mistyped.suggestions()[0].reason.contains("校验码不对"));
    assert_eq!(mistyped.suggestions()[0].sort, Sort::Identity);
    holds("账号110105999999310021", Sort::Number, "110105999999310021");
}

#[test]
fn phones_with_and_without_area_are_found() {
    for phone in
        ["13800138000", "138-0013-8000", "+86 13800138000", "020-81234567", "(020)81234567", "0763 3365432"]
    {
        holds(&format!("请拨打{phone}联系。"), Sort::Phone, phone);
    }
    holds("电话81234567。", Sort::Phone, "81234567");
    assert!(found("共计81234567字节。").is_empty());
}

#[test]
fn rare_and_long_names_are_found_to_the_byte() {
    for name in ["司徒𬭎", "欧阳牧之", "迪力夏提·艾合买提", "上官云舒", "周砚清", "何静"]
    {
        holds(&format!("会上{name}同志说，同意。"), Sort::Name, name);
    }
    let text = "当事人司徒𬭎，男。";
    let examined = examine(text, &Known::default());
    let at = examined.suggestions()[0].at;
    assert_eq!((at.from, at.to), (9, 9 + 3 + 3 + 4), "𬭎 has four bytes");
}

#[test]
fn what_the_case_knows_is_always_suggested() {
    let known =
        Known {
            people: ["容错".to_owned()].into(), units: ["方案".to_owned()].into(), ..Known::default()
        };
    let examined = examine("方案提高容错。", &known);
    let words: Vec<_> = examined.suggestions().iter().map(|one| examined.words(one)).collect();
    assert_eq!(words, ["方案", "容错"]);
}

#[test]
fn one_cooperative_and_one_fine_identify_together() {
    let found = found("某经济联社被罚款18.6万元。");
    assert_eq!(found, [(Sort::Combination, "18.6万元".to_owned())]);
    assert!(super::tests::found("会议研究了资金安排。").is_empty());
}

#[test]
fn nothing_is_settled_before_everything_is_decided() {
    let text = "周砚清同志电话13800138000，周砚清同意。";
    let examined = examine(text, &Known::default());
    assert_eq!(examined.suggestions().len(), 3);
    let mut choices = all_removed(&examined);
    choices.remove(&1);
    assert_eq!(examined.settle(&choices), Err(vec![Unsettled::Undecided(1)]));
    choices.insert(1, Choice::Keep("  ".to_owned()));
    assert_eq!(examined.settle(&choices), Err(vec![Unsettled::WithoutReason(1)]));
    choices.insert(1, Choice::Keep("公开的办公电话".to_owned()));
    let settled = examined.settle(&choices).unwrap();
    assert_eq!(settled.text(), "某同志电话13800138000，某同意。");
    assert_eq!(settled.kept().len(), 1);
    choices.insert(1, Choice::Keep("周砚清的电话".to_owned()));
    assert_eq!(examined.settle(&choices), Err(vec![Unsettled::Repeats(1)]));
}

#[test]
fn one_place_kept_and_another_removed_is_no_removal() {
    let examined = examine("周砚清同志到场，周砚清同意。", &Known::default());
    let mut choices = all_removed(&examined);
    choices.insert(1, Choice::Keep("同名的历史人物".to_owned()));
    assert_eq!(examined.settle(&choices), Err(vec![Unsettled::Contradicts { kept: 1, removed: 0 }]));
    assert!(examined.explain(&[Unsettled::Contradicts { kept: 1, removed: 0 }])[0].says.contains("改成一致"));
}

#[test]
fn what_a_person_marks_is_removed_everywhere() {
    let examined = examine("他说：灰鹦鹉跑了，灰鹦鹉又回来。", &Known::default())
        .marked(&["灰鹦鹉".to_owned(), " ".to_owned()]);
    let settled = examined.settle(&all_removed(&examined)).unwrap();
    assert_eq!(settled.text(), "他说：某跑了，某又回来。");
}

#[test]
fn what_a_person_marks_is_removed_also_where_a_suggestion_lies_across_it() {
    let text = "周砚清同志家的灰鹦鹉跑了，灰鹦鹉又回来。";
    let examined = examine(text, &Known::default()).marked(&["清同志家的灰鹦鹉".to_owned()]);
    let settled = examined.settle(&all_removed(&examined)).unwrap();
    assert_eq!(settled.text(), "某跑了，灰鹦鹉又回来。");
}

fn words_of(text: &str, people: &[&str]) -> Vec<String> {
    let known = Known { people: people.iter().map(|name| (*name).to_owned()).collect(), ..Known::default() };
    let examined = examine(text, &known);
    examined.suggestions().iter().map(|one| examined.words(one).to_owned()).collect()
}

#[test]
fn people_of_the_case_are_found_however_they_are_called_and_however_rare_the_name_is() {
    let people = ["臧守默", "司徒𬭎", "迪力夏提·艾合买提"];
    for (text, words) in [
        ("当天臧主任到场。", "臧主任"),
        ("当天老臧到场。", "老臧"),
        ("当天臧某某到场。", "臧某某"),
        ("当天守默到场。", "守默"),
        ("当天臧 守　默到场。", "臧 守　默"),
        ("当天臧守\n默到场。", "臧守\n默"),
        ("当天司徒副局长到场。", "司徒副局长"),
        ("当天司徒×到场。", "司徒×"),
        ("当天迪力夏提•艾合买提到场。", "迪力夏提•艾合买提"),
        ("当天迪力夏提艾合买提到场。", "迪力夏提艾合买提"),
    ] {
        let found = words_of(text, &people);
        assert!(found.contains(&words.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn a_name_found_once_is_found_wherever_it_stands_and_its_given_part_by_itself() {
    let found = words_of("被谈话人钱桂生同志说可以。桂生\n又说不行，会上还有钱桂生三字。", &[]);
    assert_eq!(found, ["钱桂生", "桂生", "钱桂生"]);
}

#[test]
fn a_family_name_with_an_office_goes_together_with_the_office() {
    for (text, words) in [
        ("会上李副局长提出先行先试。", "李副局长"),
        ("经请示吕书记同意。", "吕书记"),
        ("由王总，负责。", "王总"),
        ("老李没有反对。", "老李"),
        ("诸葛某某先离开。", "诸葛某某"),
    ] {
        let found = words_of(text, &[]);
        assert!(found.contains(&words.to_owned()), "{text}: {found:?}");
    }
    assert!(
        words_of("小区门口设有公安局长期公告，老师和小学生都知道。", &[])
            .iter()
            .all(|one| !one.contains('老'))
    );
}

#[test]
fn a_month_with_a_unit_and_an_event_identifies() {
    holds("石鼓街道办事处3月被罚款。", Sort::Combination, "3月");
}

#[test]
fn several_people_stay_apart() {
    let examined = examine("周砚清同志和何静澜同志到场，何静澜同意。", &Known::default());
    let settled = examined.settle(&all_removed(&examined)).unwrap();
    assert_eq!(settled.text(), "某甲同志和某乙同志到场，某乙同意。");
}

#[test]
fn somebody_who_is_called_in_several_ways_keeps_one_stand_in() {
    let known = Known { people: ["黎望山".to_owned(), "何静澜".to_owned()].into(), ..Known::default() };
    let examined = examine("黎望山和何静澜到场，黎社长说可以，望山同志签字。", &known);
    let settled = examined.settle(&all_removed(&examined)).unwrap();
    assert_eq!(settled.text(), "某甲和某乙到场，某甲说可以，某甲同志签字。");
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "周砚清",
        "司徒𬭎",
        "迪力夏提·艾合买提",
        "同志",
        "主任",
        "说",
        "，",
        "。",
        "\n",
        "13800138000",
        "020-81234567",
        "11010519491231002X",
        "石鼓街道办事处",
        "东岭经济联合社",
        "东岭",
        "18.6万元",
        "2026年3月4日",
        "青石巷27号之二",
        "某",
        "某某",
        "张",
        "张某",
        "〔略〕",
        "罚款",
        "a@b.cn",
        "粤A12345",
        "书记",
        "局",
        "·",
        "\u{301}",
        "𬭎",
        "一",
        "号",
    ]);
    prop::collection::vec(prop_oneof![3 => piece.prop_map(str::to_owned), 1 => ".{0,3}"], 0..14)
        .prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn after_removing_all_no_removed_words_are_read_in_what_is_left(text in pieces()) {
        let known = Known { people: ["周砚清".to_owned()].into(), units: ["石鼓街道办事处".to_owned()].into(), ..Known::default() };
        let examined = examine(&text, &known);
        let removed: Vec<_> = examined.suggestions().iter().map(|one| examined.words(one)).collect();
        match examined.settle(&all_removed(&examined)) {
            Ok(settled) => {
                let whole = serde_json::to_string(&settled).unwrap();
                for words in removed {
                    prop_assert!(!settled.text().contains(words), "{words} in {}", settled.text());
                    prop_assert!(!format!("{settled:?}").contains(words) || words.chars().count() < 2, "{words}");
                    prop_assert!(!whole.contains(words) || words.is_ascii(), "{words} in {whole}");
                }
            }
            Err(stands) => prop_assert!(stands.iter().all(|one| matches!(one, Unsettled::Remains(_)))),
        }
    }

    #[test]
    fn spans_lie_on_the_borders_of_characters_in_order_and_apart(text in pieces()) {
        let examined = examine(&text, &Known::default());
        let mut end = 0;
        for one in examined.suggestions() {
            prop_assert!(one.at.from >= end && one.at.to > one.at.from);
            prop_assert!(text.is_char_boundary(one.at.from) && text.is_char_boundary(one.at.to));
            prop_assert!(!one.reason.is_empty());
            end = one.at.to;
        }
        prop_assert_eq!(examine(&text, &Known::default()), examined);
    }
}
