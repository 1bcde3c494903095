//! The registers and one's own account with sample values.

use askama::Template;
use rongheng_app::Book;

use super::{frame, names, today};
use crate::{
    pages::{account, case_registers, cases::Option_, register_list, registers, sheets, tokens},
    render::{
        form::{Sent, Sources, fields},
        sheet,
    },
};

fn own_form(secret: bool) -> account::OwnForm {
    let asked = if secret { account::CODE } else { account::PASSWORD };
    account::OwnForm {
        login: "lin".into(),
        first: Some("请先修改口令。"),
        secret: secret.then(|| ("GEZD".into(), "GEZD".into(), "otpauth://totp/a?secret=GEZD".into())),
        href: "/account/totp",
        button: "启用",
        wrongs: Vec::new(),
        fields: fields(asked, &Sent::new(), &[], &Sources::default()),
    }
}

fn entries() -> case_registers::EntriesPage {
    case_registers::EntriesPage {
        frame: frame(),
        here: "/case-registers/deliveries",
        q: "司徒".into(),
        facets: vec![register_list::FacetView {
            name: "standing",
            title: "状态",
            value: "open".into(),
            choices: vec![Option_ { value: "open".into(), title: "待送达".into(), on: true }],
        }],
        narrowed: true,
        head: vec!["案号", "事项", "文书和对象"],
        rows: vec![case_registers::EntryView {
            href: "/cases/tolerance/x".into(),
            first: "容〔2026〕17号".into(),
            cells: vec![("<补偿面积>".into(), true), ("结果反馈书，司徒𬭎".into(), false)],
        }],
        pager: register_list::Pager::default(),
        export: "/case-registers/deliveries/export".into(),
        about: "每份文书、每个送达对象一行。",
        notes: vec!["“x”不在可选的条件里。".into()],
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let own = || account::OwnAccount {
        login: "su".into(),
        done: Some("口令已经修改。"),
        asks_totp: true,
        has_totp: false,
        mail: Some("不发邮件".into()),
        mail_refused: Some("邮件被退回。".into()),
        away: true,
        sign_ins: vec![("2026-11-23 09:42".into(), "10.0.0.1".into())],
    };
    let block = rongheng_domain::sheet::Block::Heading("<职务>".into());
    let list = register_list::ListPage {
        frame: frame(),
        here: "/registers/people".into(),
        q: "司徒".into(),
        facets: vec![
            register_list::FacetView {
                name: "unit",
                title: "单位",
                value: "<茶滘>".into(),
                choices: Vec::new(),
            },
            register_list::FacetView {
                name: "kind",
                title: "类别",
                value: "street".into(),
                choices: vec![Option_ { value: "street".into(), title: "街道".into(), on: true }],
            },
        ],
        narrowed: true,
        count: "1".into(),
        head: &["姓名", "单位", "职务"],
        rows: vec![register_list::RowView {
            href: "/registers/people/at/si".into(),
            first: "司徒𬭎".into(),
            cells: vec!["茶滘街道".into(), "主任".into()],
        }],
        pager: register_list::Pager {
            here: "本页 1 条".into(),
            sizes: register_list::sizes(20, |size| format!("/registers/people?size={size}")),
            next: Some("/registers/people?after=si".into()),
            previous: Some("/registers/people?before=si".into()),
        },
        export: "/registers/people/export".into(),
        opening: Some(("登记人员", "/registers/people/new".into())),
        notes: vec!["还没有安全管理员。".into()],
        sheet: true,
    };
    let record = registers::RecordView {
        frame: frame(),
        done: Some("已经记入历史。".into()),
        blocks: vec![sheet::one(&block, &names(), "/", today())],
        acts: vec![("改任新职", "/registers/people/at/si/do/move".into())],
        history: vec![registers::HistoryLine {
            at: "2026-11-23 09:42".into(),
            title: "登记人员".into(),
            says: String::new(),
            by: "区某".into(),
        }],
        lines: 2,
        compared: vec![crate::pages::versions::ComparedView::from(rongheng_app::records::Compared {
            title: "land.01 <突破>".into(),
            fresh: true,
            parts: vec![("条件".into(), "集体研究".into(), "集体研究决定".into())],
        })],
        effects: vec!["在办案件中有 1 件用到这次修订的情形。".into()],
        preview: Some("/paper-drafts/k".into()),
        cases: vec![("容〔2026〕1号 <突破>".into(), "/cases/tolerance/1".into())],
        export: Some("/registers/signals/at/x/export".into()),
        begins: Some(("/do/write".into(), vec![("land.01".into(), "突破".into())])),
    };
    let act = Book::Accounts.acts().first().unwrap();
    let form = registers::FormView {
        frame: frame(),
        subject: String::new(),
        asks: act.asks,
        button: act.title,
        href: "/registers/accounts/new".into(),
        back: "/registers/accounts".into(),
        form: "k".into(),
        wrongs: Vec::new(),
        fields: fields(act.fields, &Sent::new(), &[], &Sources::default()),
        trouble: Some(("没有提交".into(), vec!["请重新提交。".into()])),
        kept: Some("草稿存于 2026-11-23 09:50。".into()),
        owner: ("nie".into(), "system_admin"),
        beside: vec![("受理方式", "受理，或者期满视为受理")],
        previews: true,
        sources: Sources::default(),
    };
    let password = registers::PasswordView {
        frame: frame(),
        login: "su".into(),
        password: "abcd-efgh-jkmn-pqrs".into(),
        back: "/registers/accounts/at/su".into(),
    };
    let sheet = |amends: bool| sheets::SheetPage {
        frame: frame(),
        here: "/registers/people/sheet".into(),
        wrong: amends.then(|| "请选择一个文件。".into()),
        columns: Book::People.columns(),
        takes: true,
        amends,
    };
    let checked = |faults: usize| sheets::CheckedPage {
        frame: frame(),
        here: "/registers/people/sheet/k".into(),
        back: "/registers/people/sheet".into(),
        file: "花名册<1>.xlsx".into(),
        goes_on: false,
        rows: 3,
        changes: 1,
        faults,
        first_changes: vec![rongheng_app::records::RowChange {
            row: 2,
            subject: "司徒𬭎".into(),
            says: vec!["改任<主任>".into()],
        }],
        first_faults: vec![rongheng_app::records::RowFault {
            row: 3,
            column: "单位".into(),
            says: "没有登记过“某局”。".into(),
        }],
        words: vec!["共 3 行，有 1 处改动。".into()],
        writes: faults == 0,
        amends: faults == 0,
    };
    vec![
        ("sheet.html", sheet(false).render().unwrap()),
        ("sheet.html", sheet(true).render().unwrap()),
        ("sheet_checked.html", checked(0).render().unwrap()),
        ("sheet_checked.html", checked(1).render().unwrap()),
        ("registers.html", list.render().unwrap()),
        ("case_registers.html", entries().render().unwrap()),
        ("record.html", record.render().unwrap()),
        ("record_form.html", form.render().unwrap()),
        ("record_password.html", password.render().unwrap()),
        ("account.html", account::AccountPage { frame: frame(), own: own() }.render().unwrap()),
        ("plain_account.html", account::PlainAccountPage { frame: frame(), own: own() }.render().unwrap()),
        ("tokens.html", tokens::TokensPage { frame: frame(), own: own_tokens() }.render().unwrap()),
        (
            "plain_tokens.html",
            tokens::PlainTokensPage { frame: frame(), own: own_tokens() }.render().unwrap(),
        ),
        (
            "token.html",
            tokens::TokenPage { frame: frame(), token: token(), back: "/".into() }.render().unwrap(),
        ),
        (
            "plain_token.html",
            tokens::PlainTokenPage { frame: frame(), token: token(), back: "/".into() }.render().unwrap(),
        ),
        (
            "account_form.html",
            account::AccountFormPage { frame: frame(), own: own_form(false) }.render().unwrap(),
        ),
        (
            "plain_account_form.html",
            account::PlainAccountFormPage { frame: frame(), own: own_form(true) }.render().unwrap(),
        ),
    ]
}

fn token() -> String {
    "rh_su_0123456789abcdef".into()
}

fn own_tokens() -> tokens::OwnTokens {
    let withdraw = Some("/account/tokens/0123abcd/withdraw".into());
    let one = tokens::TokenView {
        name: "每日导出到自己的表格".into(),
        does: "承办人 · 只读".into(),
        last: "2026-12-31".into(),
        used: "还没有用过".into(),
        state: "有效",
        withdraw,
    };
    tokens::OwnTokens {
        tokens: vec![one],
        may: true,
        wrongs: Vec::new(),
        fields: fields(tokens::ISSUE, &Sent::new(), &[], &Sources::default()),
    }
}

#[test]
fn a_password_is_not_to_be_read_on_the_screen_and_never_sent_back() {
    let html = account::AccountFormPage { frame: frame(), own: own_form(false) }.render().unwrap();
    assert_eq!(html.matches("type=\"password\"").count(), account::PASSWORD.len());
    assert!(html.contains("autocomplete=\"current-password\""));
    assert!(html.contains(rongheng_app::PASSWORD_RULE));
}
