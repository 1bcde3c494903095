//! What other systems are sent (推送), for the `OpenAPI` document: one webhook for each kind of event, from the parts of
//! the process that name them.

use rongheng_domain::cases;
use serde_json::{Map, Value, json};

/// What stands over them.
pub(super) const TAG: &str = "推送";

fn header(name: &str, says: &str, example: &str) -> Value {
    json!({
        "name": name, "in": "header", "required": true, "description": says, "schema": {"type": "string"},
        "example": example,
    })
}

/// Every webhook by the kind of its event.
pub(super) fn all() -> Map<String, Value> {
    let mut all = Map::new();
    for kind in cases::all() {
        for phase in kind.phases() {
            for event in phase.events {
                let name = format!("{}.{event}", kind.name());
                let post = one(&name, &format!("{}：{}", kind.title(), phase.title));
                all.insert(name, json!({"post": post}));
            }
        }
    }
    all
}

fn one(event: &str, summary: &str) -> Value {
    let body = json!({"allOf": [
        {"$ref": "#/components/schemas/Delivery"},
        {"properties": {"event": {"const": event}}},
    ]});
    let example = json!({
        "id": "0195a1b2/tolerance/0195c3d4/3", "event": event, "case": "tolerance/0195c3d4", "version": 3,
        "on": "2026-03-04",
    });
    json!({
        "operationId": format!("hook_{}", event.replace('.', "_")),
        "tags": [TAG], "summary": summary, "security": [],
        "description": DESCRIPTION,
        "parameters": [
            header("Rongheng-Timestamp", "发送的时刻，秒", "1772416800"),
            header("Rongheng-Signature", "v1= 加上 HMAC-SHA256（时刻 + 点 + 正文），十六进制", "v1=9d5e"),
        ],
        "requestBody": {"required": true, "content": {"application/json": {"schema": body, "example": example}}},
        "responses": {
            "2XX": {"description": "收到了"},
            "default": {"description": "没有收到：隔一段时间再推送，最多四十次；同一案件后面的等在后面"},
        },
    })
}

const DESCRIPTION: &str = "只有案件编码、事件、版本和日期，不含内容；内容请用自己的令牌到 /api/v1 读取。\
    同一件的 id 每次都相同：收到过的请丢弃。十秒内不答 2xx 的，算没有收到。由安全管理员在“推送”里登记接收系统。";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_of_event_is_described_once_and_no_delivery_has_more_than_its_shape() {
        let hooks = all();
        let events: Vec<_> = cases::all()
            .iter()
            .flat_map(|kind| {
                let name = kind.name();
                kind.phases()
                    .iter()
                    .flat_map(|phase| phase.events)
                    .map(move |event| format!("{name}.{event}"))
            })
            .collect();
        let once: BTreeSet<_> = events.iter().cloned().collect();
        assert_eq!((events.len(), once.len()), (hooks.len(), hooks.len()));
        assert!(hooks.contains_key("tolerance.accepted") && hooks.len() > 100, "{}", hooks.len());
        for hook in hooks.values() {
            let example = &hook["post"]["requestBody"]["content"]["application/json"]["example"];
            let members: BTreeSet<_> = example.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["id", "event", "case", "version", "on"].into());
        }
    }
}
