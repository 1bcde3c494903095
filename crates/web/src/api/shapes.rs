//! The shapes of answers, for the `OpenAPI` document: a table of members, each with its type behind a colon. Without
//! one it is a text; `day`, `int`, `bool`, `true`, `false` and `any` are what they say, `[X]` is a list of X, and
//! every other word is a shape of this table.

use serde_json::{Map, Value, json};

/// Name, title, members that are always there, members that may be left out.
type Shape = (&'static str, &'static str, &'static str, &'static str);

const SHAPES: &[Shape] = &[
    ("Named", "有名称的", "id name", ""),
    ("Role", "角色", "id title", ""),
    ("Say", "文字，和其中提到的人、单位", "text mentions:[any]", ""),
    ("Word", "词和颜色", "word tone", ""),
    ("Fact", "一项", "label value:Say", ""),
    ("Light", "期限灯", "tone word", "left"),
    ("Rule", "规则", "code phrase asks source force", ""),
    ("Reason", "理由", "says", "rule phrase source field label remedy"),
    ("Due", "列表里的期限", "limit title last:day provisional:bool", "light:Light"),
    (
        "Counted",
        "期限，逐日怎样算出",
        "limit limit_title count:int unit unit_title extended_by:int start:day last:day provisional:bool explained \
         trace:[any]",
        "source",
    ),
    (
        "Limit",
        "办理期限",
        "limit limit_title count:int unit unit_title extended_by:int start:day last:day provisional:bool explained \
         trace:[any] title light:Light",
        "source done_on:day stopped:any",
    ),
    ("Next", "下一步", "says rule phrase who:[any]", "action due:Counted"),
    (
        "Listed",
        "列表里的案件",
        "id kind title stage href page",
        "kind_title number unit:Named opened_on:day due:Due closed_on:day archived_on:day",
    ),
    (
        "Cases",
        "案件列表",
        "cases:[Listed] count:int count_is_exact:bool stages:[text]",
        "after next previous",
    ),
    ("Opening", "能提出的", "kind action title href schema", ""),
    (
        "Task",
        "一件待办",
        "case:Listed title says about:[any]",
        "action due:Due other_role:Role in_place_of:Named href",
    ),
    ("Work", "待办", "tasks:[Task] count:int may_open:[Opening]", "after"),
    ("Act", "办过的一件事", "case:Listed version:int title at actor:Named", "acted_for:Named"),
    ("Acts", "已办，我发起的", "acts:[Act]", "after"),
    ("Message", "一条消息", "says source version:int", "case:Listed on:day"),
    ("Messages", "待阅，已阅", "messages:[Message] unread:int", "after"),
    (
        "Order",
        "一项督办",
        "case:Listed number:int about by:Named to:Named answer_by:day standing overdue:bool answers:[any]",
        "",
    ),
    ("Supervised", "督办", "ordered:[Order] owed:[Order]", ""),
    ("View", "存的视图", "id name first:bool href page", "kind"),
    ("Views", "我存的视图", "views:[View]", ""),
    ("Record", "登记的一条", "id cells:[text] page", ""),
    (
        "Records",
        "登记簿的一页",
        "head:[text] records:[Record] count:int count_is_exact:bool",
        "after next previous",
    ),
    ("Entry", "登记簿的一行", "case standing cells:[text] page", ""),
    ("Entries", "登记簿的一页", "head:[text] entries:[Entry]", "after next previous"),
    (
        "IssueNumber",
        "一个发文字号",
        "number",
        "case page title of_case signed_on:day signed_by:Named drafters:[Named] stage spoiled",
    ),
    ("IssueSeries", "一个机关代字的编号", "word count:int spoiled:int numbers:[IssueNumber]", ""),
    (
        "IssueSeal",
        "一次用印",
        "on:day seal way copies:int number case page title by:Named signed_by:Named spoiled:bool",
        "",
    ),
    ("IssueRegisters", "发文登记簿、用印登记簿的一年", "year:int", "series:[IssueSeries] seals:[IssueSeal]"),
    ("Desk", "工作台的一页", "tab title href page", ""),
    ("Delivery", "一件推送", "id event case version:int on:day", ""),
    (
        "Me",
        "我",
        "login person:Named role:Role roles:[Role] organ today:day desk:[Desk] may_open:[Opening]",
        "token:any",
    ),
    ("One", "查到的一个", "id label", ""),
    ("Found", "查到的", "found:[One]", ""),
    ("Action", "一项办理", "action title rule:Rule grave:bool href schema", "missing:[Reason] in_place_of"),
    ("Actions", "能办的，和还不能办的缺什么", "available:[Action]", "not_yet:[Action] from_paper:[Action]"),
    ("Step", "环节", "title state", "note"),
    ("Section", "一部分", "id title blocks:[any]", "count:int"),
    (
        "Line",
        "经过",
        "version:int at event title says:Say actor:Named",
        "effective_on:day acted_for:Named by_delegation:bool",
    ),
    ("Paper", "文书", "version:int title name href pdf", ""),
    ("Related", "有关的案件", "title", "number stage id href"),
    (
        "Case",
        "案件，按看的人",
        "id kind kind_title href page title status:Word tags:[Word] facts:[Fact] steps:[Step] sections:[Section] \
         next:[Next] limits:[Limit] actions:Actions timeline:[Line] papers:[Paper] related:[Related]",
        "number version:int",
    ),
    (
        "Form",
        "表单",
        "kind action title rule:Rule grave:bool missing:[Reason] may_be_entered_from_paper:bool \
         in_place_of:[One] circumstances:[any] schema:any",
        "subject document",
    ),
    (
        "Done",
        "办好了",
        "recorded:true repeated:bool case:any",
        "number document event:any etag status next:[Next]",
    ),
    ("Checked", "可以办，什么也没有记录", "recorded:false says would_record:[any]", ""),
    ("UploadedFile", "收到的文件", "id name media sm3 size:int", ""),
    (
        "Problem",
        "问题（RFC 9457）",
        "type title status:int instance",
        "detail rule phrase source reasons:[Reason] changes:[any]",
    ),
];

fn schema(kind: &str) -> Value {
    if let Some(of) = kind.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return json!({"type": "array", "items": schema(of)});
    }
    match kind {
        "text" => json!({"type": "string"}),
        "day" => json!({"type": "string", "format": "date"}),
        "int" => json!({"type": "integer", "minimum": 0}),
        "bool" => json!({"type": "boolean"}),
        "true" => json!({"const": true}),
        "false" => json!({"const": false}),
        "any" => json!({"type": "object"}),
        shape => json!({"$ref": format!("#/components/schemas/{shape}")}),
    }
}

/// The members of a list with their types.
fn members(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.split_whitespace().map(|member| member.split_once(':').unwrap_or((member, "text")))
}

/// Every shape by its name.
pub(crate) fn all() -> Map<String, Value> {
    let shape = |(name, title, required, optional): &Shape| {
        let all = members(required).chain(members(optional));
        let properties: Map<String, Value> =
            all.map(|(name, kind)| (name.to_owned(), schema(kind))).collect();
        let required: Vec<_> = members(required).map(|(name, _)| name).collect();
        let object = json!({
            "type": "object", "title": title, "properties": properties, "required": required,
            "additionalProperties": false,
        });
        ((*name).to_owned(), object)
    };
    let mut all: Map<String, Value> = SHAPES.iter().map(shape).collect();
    all.insert("Schema".to_owned(), json!({"type": "object", "title": "JSON Schema 2020-12"}));
    all
}
