//! The table as text, for auditors: every action, every role, ✔ with its reach or ✘.

use std::fmt::Write as _;

use rongheng_domain::{away::delegable, people::Role};

use super::table::{May, Reach, TABLE};
use crate::kinds;

fn word(reach: Reach) -> &'static str {
    match reach {
        Reach::Opens => "发起",
        Reach::All => "全部",
        Reach::Organ => "本机关",
        Reach::Own(_) => "本人",
        Reach::OfUnit(_) => "本单位",
        Reach::Closed => "已办结",
        Reach::Applied => "本机关已申请",
    }
}

/// The matrix: a block for each kind, a line for each action, a mark for each role that has any row.
pub(crate) fn matrix() -> String {
    let mut text = String::from(
        "访问矩阵。✔ 后是范围；未列出的角色一律 ✘。回避（P8）和告知闸门（G4）先于本表，高于任何一格。\n",
    );
    for kind in kinds::all() {
        // Writing into a String cannot fail.
        let _infallible = writeln!(text, "\n【{}】", kind.title());
        line(&mut text, kind.name(), "查看", |may| matches!(may, May::See(_)));
        line(&mut text, kind.name(), "查阅查看记录", |may| may == May::Readers);
        line(&mut text, kind.name(), "导出案卷包", |may| may == May::Take);
        for action in kind.actions() {
            line(
                &mut text,
                kind.name(),
                action.title,
                |may| matches!(may, May::Do(acts) if acts.contains(&action.name)),
            );
        }
    }
    let offices: Vec<_> = delegable::ROLES.iter().map(|role| role.title()).collect();
    let mut own: Vec<&str> = Vec::new();
    for action in kinds::all().iter().flat_map(|kind| kind.actions()) {
        if delegable::IN_PERSON.contains(&action.name) && !own.contains(&action.title) {
            own.push(action.title);
        }
    }
    let _infallible = writeln!(
        text,
        "\n【代理】{}的事项，本人不在岗时可以由代理人以“代某某”办理（G12）；其中{}须由本人办理。其他角色的事项一律不得代理。",
        offices.join("、"),
        own.join("、")
    );
    text
}

fn line(text: &mut String, kind: &str, title: &str, allows: impl Fn(May) -> bool) {
    let _infallible = write!(text, "{title}：");
    for role in Role::ALL {
        let mut reaches: Vec<_> = TABLE
            .iter()
            .filter(|row| row.role == *role && row.kind == kind && allows(row.may))
            .map(|row| word(row.reach))
            .collect();
        reaches.dedup();
        if !reaches.is_empty() {
            let _infallible = write!(text, " {}✔{}", role.title(), reaches.join("＋"));
        }
    }
    text.push_str(" 其余✘\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_matrix_is_the_one_that_was_looked_at() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/access_matrix.txt");
        let matrix = super::matrix();
        if std::env::var_os("RONGHENG_BLESS").is_some() {
            std::fs::write(path, &matrix).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(kept, matrix, "look at the change, then run with RONGHENG_BLESS=1");
    }
}
