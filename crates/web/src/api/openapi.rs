//! `/api/openapi.json`: `OpenAPI` 3.1, made from the kinds of case: a path for each action, with the schema and the
//! sample of its form. Nothing here is written twice.

use std::sync::LazyLock;

use rongheng_app::{
    Book,
    page::{Light, Mine},
};
use rongheng_domain::{
    cases,
    kind::{Action, AnyKind, CaseRegister},
};
use serde_json::{Map, Value, json};

use super::{
    ROOT,
    answer::Object,
    desk, hooks,
    schema::{self, Offers},
    shapes,
};
use crate::pages::{
    act::PAPER,
    asked::{KEYS, MARKS, SIZES, SORTS},
};

static DOCUMENT: LazyLock<Value> = LazyLock::new(made);

/// The document.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

/// How a request is refused, by status.
const REFUSED: &[(&str, &str)] = &[
    ("400", "读不懂：reasons 里逐项写明哪一项、怎样改"),
    ("401", "没有登录，或者令牌不对、已经失效"),
    ("403", "知道有这件事，但不能办、不能看：写明规则"),
    ("404", "没有，或者不能知道有没有"),
    ("429", "错误的令牌太多，按 Retry-After 稍候"),
    ("503", "数据库暂时不能读写，按 Retry-After 再试"),
];
/// The same for what writes.
const NOT_DONE: &[(&str, &str)] = &[
    ("409", "有人先办了，或者 Idempotency-Key 用过别的内容"),
    ("412", "案件不是 If-Match 所见的样子：changes 里写明变化"),
    ("413", "太大"),
    ("415", "正文的类型不对"),
    ("422", "规则不允许：reasons 里一次列全缺什么、依据哪条"),
];

fn made() -> Value {
    let mut paths = Map::new();
    reading(&mut paths);
    for kind in cases::all() {
        for action in kind.actions() {
            let (path, operation) = acting(&*kind, action);
            paths.insert(path, operation);
        }
    }
    let mut schemas = shapes::all();
    schemas.insert("OnPaper".to_owned(), on_paper());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "容衡接口",
            "version": "1",
            "summary": "与网页同一套内容、同一套权限：看得到什么、能办什么，由角色和案件决定。",
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/", "description": "本机"}],
        "security": [{"bearer": []}, {"session": []}],
        "tags": tags(),
        "paths": paths,
        "webhooks": hooks::all(),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "接口令牌：在“我的账号 · 接口令牌”签发（只读），或者由安全管理员给程序账号签发。"},
                "session": {"type": "apiKey", "in": "cookie", "name": "rongheng", "description": "网页登录以后的会话。"},
            },
            "schemas": schemas,
            "responses": responses(),
            "parameters": parameters(),
        },
    })
}

const DESCRIPTION: &str = "日期一律写 2026-03-04；时刻写北京时间。没有的成员不出现，绝不写 null。\
    读取的 ETag 由看得到的内容算出：看不到的变化不会改变它；办案人员的 ETag 前面是案件的版本。\
    办理要带 Idempotency-Key：重试用同一个键，不会办两次。带 If-Match 的，只在所见没有变化时办。\
    ?check=true 只核对、不记录。错误一律是 application/problem+json（RFC 9457），写明规则、原文和每一条理由。\
    三类管理员的账号没有令牌；个人令牌只能读取；程序账号的令牌只能再办提交类事项。";

fn tags() -> Value {
    let mut tags = vec![
        json!({"name": "读取", "description": "案件、工作台、消息、督办、登记簿、人员、单位、文件"}),
        json!({"name": hooks::TAG, "description": "本系统向登记的接收系统推送的内容"}),
    ];
    tags.extend(cases::all().iter().map(|kind| json!({"name": kind.title()})));
    tags.into()
}

fn responses() -> Value {
    let refused = REFUSED.iter().chain(NOT_DONE).map(|(status, says)| {
        let mut one = json!({
            "description": says,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        });
        if let Some(one) = one.as_object_mut().filter(|_| ["429", "503"].contains(status)) {
            let seconds = json!({"Retry-After": {"schema": {"type": "integer"}, "description": "秒"}});
            one.insert("headers".to_owned(), seconds);
        }
        (format!("Refused{status}"), one)
    });
    Value::Object(refused.collect())
}

fn refer(to: &[&[(&str, &str)]], all: &mut Map<String, Value>) {
    for (status, _) in to.iter().copied().flatten() {
        let path = format!("#/components/responses/Refused{status}");
        all.insert((*status).to_owned(), json!({"$ref": path}));
    }
}

fn parameters() -> Value {
    let key = "每办一件事用一个新的键，重试用同一个键。";
    json!({
        "Key": {"name": "key", "in": "path", "required": true, "description": "案件地址的最后一段", "schema": {"type": "string"}},
        "IfNoneMatch": {"name": "If-None-Match", "in": "header", "description": "上次的 ETag；没有变化的，答 304", "schema": {"type": "string"}},
        "IfMatch": {"name": "If-Match", "in": "header", "description": "所见案件的 ETag；变了的，答 412", "schema": {"type": "string"}},
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "description": key,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
            "example": "2026-03-04-0001",
        },
        "Check": {"name": "check", "in": "query", "description": "true：只核对，不记录；这时可以不带键", "schema": {"type": "string", "enum": ["true", "false"]}},
    })
}

/// A way to read: path, title, parameters, the schema of the answer.
fn read(path: &str, title: &str, parameters: Vec<Value>, answer: &str) -> (String, Value) {
    let mut all = Map::new();
    let tag = json!({"ETag": {"schema": {"type": "string"}, "description": "由看得到的内容算出"}});
    let schema = json!({"$ref": format!("#/components/schemas/{answer}")});
    all.insert(
        "200".to_owned(),
        json!({"description": title, "headers": tag, "content": {"application/json": {"schema": schema}}}),
    );
    all.insert("304".to_owned(), json!({"description": "没有变化"}));
    refer(&[REFUSED], &mut all);
    let mut parameters = parameters;
    parameters.push(json!({"$ref": "#/components/parameters/IfNoneMatch"}));
    let get = json!({
        "operationId": format!("read{}", path.replace(['/', '{', '}', '.'], "_")),
        "tags": ["读取"], "summary": title, "parameters": parameters, "responses": all,
    });
    (format!("{ROOT}{path}"), json!({"get": get}))
}

fn query(name: &str, says: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "description": says, "schema": schema})
}

fn part(name: &str, says: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "description": says, "schema": {"type": "string"}})
}

/// The filters of the list of cases, in the words of the page's address.
pub(crate) fn filters() -> Vec<Value> {
    let text = json!({"type": "string"});
    let one_of = |words: Vec<&str>| json!({"type": "string", "enum": words});
    let mut all: Vec<_> = KEYS
        .iter()
        .map(|(name, title)| {
            let schema = match *name {
                "open" | "disclosed" | "provisional" => one_of(vec!["yes", "no"]),
                "light" => one_of(Light::ALL.map(Light::id).to_vec()),
                "mine" => one_of(Mine::ALL.map(Mine::id).to_vec()),
                "mark" => one_of(MARKS.to_vec()),
                "sort" => one_of(SORTS.map(|(name, _)| name).to_vec()),
                "from" | "to" | "due" => json!({"type": "string", "format": "date"}),
                _ => text.clone(),
            };
            let says = match *name {
                "q" => "编号，或者事项、单位里的文字",
                "open" => "yes 在办，no 已办结",
                "disclosed" => "yes 已批准告知，no 未批准",
                "provisional" => "yes 到期日是预计，no 已确定",
                "unit" | "organ" => "单位的 id 或者全称",
                "officer" => "人员的 id 或者姓名",
                _ => title,
            };
            query(name, says, &schema)
        })
        .collect();
    all.push(query("view", "存的视图的 id；其他条件在它之上再加", &text));
    all.extend(turning());
    all
}

/// How a list is turned over.
fn turning() -> Vec<Value> {
    let text = json!({"type": "string"});
    vec![
        query("size", "每页几条，不写是 30", &json!({"type": "integer", "enum": SIZES})),
        query("after", "上一页的 after", &text),
        query("before", "往回翻：照 previous 的地址", &text),
    ]
}

/// A path that answers with one of several shapes.
fn one_of_shapes((path, mut item): (String, Value), shapes: &[&str]) -> (String, Value) {
    let refs: Vec<_> =
        shapes.iter().map(|one| json!({"$ref": format!("#/components/schemas/{one}")})).collect();
    if let Some(schema) = item.pointer_mut("/get/responses/200/content/application~1json/schema") {
        *schema = json!({"oneOf": refs});
    }
    (path, item)
}

fn reading(paths: &mut Map<String, Value>) {
    let kinds: Vec<_> = cases::all().iter().map(|kind| kind.name()).collect();
    let kind = json!({"type": "string", "enum": kinds});
    let in_path =
        json!({"name": "kind", "in": "path", "required": true, "description": "类别", "schema": kind});
    let key = || json!({"$ref": "#/components/parameters/Key"});
    let text = json!({"type": "string"});
    let look = || vec![query("q", "名称里的文字", &text)];
    let after = || query("after", "上一页的 after", &text);
    let words = desk::tab_words();
    let desk_page =
        vec![query("tab", "哪一页，不写是待办", &json!({"type": "string", "enum": words})), after()];
    let yes_no = json!({"type": "string", "enum": ["yes", "no"]});
    let messages = vec![query("read", "yes 已阅，no 待阅", &yes_no), after()];
    let books = json!({"type": "string", "enum": ["people", "units", "accounts"]});
    let mut register = vec![
        json!({"name": "book", "in": "path", "required": true, "description": "哪一簿", "schema": books}),
        query("q", "任何一列里的文字", &text),
    ];
    let mut facets: Vec<_> = Book::ALL.into_iter().flat_map(Book::facets).collect();
    facets.dedup_by_key(|facet| facet.name);
    register.extend(facets.iter().map(|facet| query(facet.name, facet.title, &text)));
    register.extend(turning());
    let registers: Vec<_> = CaseRegister::ALL.iter().map(|register| register.id()).collect();
    let registers = json!({"type": "string", "enum": registers});
    let mut entries = vec![
        json!({"name": "register", "in": "path", "required": true, "description": "哪一簿", "schema": registers}),
        query("q", "任何一列里的文字", &text),
        query("standing", "状态", &text),
    ];
    entries.extend(turning());
    let mut list = vec![query("kind", "类别", &kind)];
    list.extend(filters());
    let of_kind = [vec![in_path.clone()], filters()].concat();
    let bytes = |path: &str, title: &str, last: Value| {
        let (path, mut item) = read(path, title, vec![in_path.clone(), key(), last], "Problem");
        if let Some(ok) = item.pointer_mut("/get/responses/200") {
            let content = json!({"*/*": {"schema": {}}});
            *ok = json!({"description": title, "content": content});
        }
        (path, item)
    };
    paths.extend([
        read("/me", "我是谁、能提出什么", Vec::new(), "Me"),
        one_of_shapes(
            read("/work", "工作台", desk_page, "Work"),
            &["Work", "Acts", "Messages", "Supervised"],
        ),
        read("/messages", "待阅、已阅", messages, "Messages"),
        read("/supervised", "督办：我提出的，我要答复的", Vec::new(), "Supervised"),
        read("/views", "我存的视图", Vec::new(), "Views"),
        read(
            "/case-registers/{register}",
            "送达、借阅、呈批件登记簿的一页，由管理登记的人员查看",
            entries,
            "Entries",
        ),
        read(
            "/issue-registers",
            "发文登记簿、用印登记簿的一年，由看得到本机关发文的人员查看",
            vec![
                query(
                    "year",
                    "哪一年，不写是今年",
                    &json!({"type": "integer", "minimum": 1900, "maximum": 2199}),
                ),
                query("book", "不写是发文登记簿", &json!({"type": "string", "enum": ["numbers", "seals"]})),
            ],
            "IssueRegisters",
        ),
        read("/registers/{book}", "登记簿的一页，由管理员和审计员查看", register, "Records"),
        read("/cases", "看得到的案件", list, "Cases"),
        read("/cases/{kind}", "一类案件", of_kind, "Cases"),
        read("/cases/{kind}/{key}", "一件案件，按看的人", vec![in_path.clone(), key()], "Case"),
        bytes("/cases/{kind}/{key}/files/{file}", "案件里的文件", part("file", "文件的 id")),
        bytes("/cases/{kind}/{key}/papers/{version}", "由所办的事做成的文书", part("version", "版本")),
        read("/people", "查人员", look(), "Found"),
        read("/units", "查单位", look(), "Found"),
        read(
            "/schemas/{kind}/{file}",
            "一张表单的 JSON Schema",
            vec![in_path, part("file", "如 accept.json")],
            "Schema",
        ),
    ]);
    paths.insert(format!("{ROOT}/files"), upload());
}

fn upload() -> Value {
    let mut all = Map::new();
    let kept = json!({"schema": {"$ref": "#/components/schemas/UploadedFile"}});
    all.insert("201".to_owned(), json!({"description": "收到了", "content": {"application/json": kept}}));
    refer(&[REFUSED, NOT_DONE], &mut all);
    let file = json!({"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}});
    let post = json!({
        "operationId": "upload", "tags": ["读取"],
        "summary": "上传文件，得到的 id 填在表单的文件项里",
        "parameters": [query("name", "文件名，带扩展名；直接发送内容时要写", &json!({"type": "string"}))],
        "requestBody": {"required": true, "content": {
            "multipart/form-data": {"schema": file},
            "application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}},
        }},
        "responses": all,
    });
    json!({"post": post})
}

fn on_paper() -> Value {
    schema::object(PAPER, &Offers::new())
        .with("title", "代录")
        .with("description", "从纸面代录的：谁作出、纸面日期、原件存放处。令牌不能代录。")
        .list("required", ["acted_for", "paper_on"])
        .into()
}

fn acting(kind: &dyn AnyKind, action: &Action) -> (String, Value) {
    let name = action.name;
    let path = if action.opens {
        format!("{ROOT}/cases/{}/acts/{name}", kind.name())
    } else {
        format!("{ROOT}/cases/{}/{{key}}/acts/{name}", kind.name())
    };
    let who: Vec<_> = action.who.iter().map(|role| role.title()).collect();
    let says = [
        action.help,
        &format!(
            "{}（{} {}，{}）。",
            action.rule.asks.trim_end_matches('。'),
            action.rule.phrase,
            action.rule.code,
            action.rule.source
        ),
        &format!("由{}办理。", who.join("、")),
        if action.grave { "办了不能撤回。" } else { "" },
    ]
    .concat();
    let answers: Value = schema::of_action(kind.name(), action, &Offers::new()).into();
    let needs = action.fields.iter().any(|field| field.required);
    let body = Object::new()
        .with("type", "object")
        .with(
            "properties",
            json!({
                "answers": answers,
                "on_paper": {"$ref": "#/components/schemas/OnPaper"},
                "in_place_of": {
                    "type": "string", "title": "代理谁办理",
                    "description": "被代理人的 id；以本人名义办理的不写。令牌不能代理。",
                },
            }),
        )
        .list("required", needs.then_some("answers"))
        .with("additionalProperties", false);
    let body = Value::from(body);
    let example = json!({"answers": schema::sample(action)});
    let mut all = Map::new();
    let done = json!({"application/json": {"schema": {"oneOf": [
        {"$ref": "#/components/schemas/Done"}, {"$ref": "#/components/schemas/Checked"},
    ]}}});
    if action.opens {
        let at = json!({"Location": {"schema": {"type": "string"}, "description": "新案件的地址"}});
        all.insert("201".to_owned(), json!({"description": "办好了", "headers": at, "content": done}));
        let checked = json!({"schema": {"$ref": "#/components/schemas/Checked"}});
        all.insert(
            "200".to_owned(),
            json!({"description": "可以办", "content": {"application/json": checked}}),
        );
    } else {
        all.insert("200".to_owned(), json!({"description": "办好了，或者可以办", "content": done}));
    }
    refer(&[REFUSED, NOT_DONE], &mut all);
    let refs = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
    let mut form = Map::new();
    let shown = json!({"schema": {"$ref": "#/components/schemas/Form"}});
    form.insert("200".to_owned(), json!({"description": "表单", "content": {"application/json": shown}}));
    form.insert("304".to_owned(), json!({"description": "没有变化"}));
    refer(&[REFUSED], &mut form);
    let in_path: Vec<Value> = if action.opens { Vec::new() } else { vec![refs("Key")] };
    let mut how = vec![refs("IdempotencyKey"), refs("Check")];
    if !action.opens {
        how.push(refs("IfMatch"));
    }
    let item = json!({
        "parameters": in_path,
        "get": {
            "operationId": format!("form_{}_{name}", kind.name()), "tags": [kind.title()],
            "summary": format!("{}：表单", action.title), "responses": form,
            "description": "问什么、能选什么、还缺什么。",
        },
        "post": {
            "operationId": format!("{}_{name}", kind.name()), "tags": [kind.title()],
            "summary": action.title, "description": says, "parameters": how,
            "requestBody": {"required": true, "content": {"application/json": {"schema": body, "example": example}}},
            "responses": all,
        },
    });
    (path, item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_every_kind_has_its_path_and_nothing_is_null() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let actions: usize = cases::all().iter().map(|kind| kind.actions().len()).sum();
        assert_eq!(paths.len(), actions + 17);
        assert!(actions > 100, "{actions}");
        assert!(!document.to_string().contains(":null"));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    members.values().for_each(|one| walk(one, found));
                }
                Value::Array(values) => values.iter().for_each(|one| walk(one, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        walk(document(), &mut found);
        assert!(found.len() > 500);
        for one in found {
            assert!(document().pointer(one.trim_start_matches('#')).is_some(), "{one}");
        }
    }
}
