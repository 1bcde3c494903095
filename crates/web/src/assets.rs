//! The files every page needs, kept in the program: one style sheet, one sprite, one module. Their addresses
//! carry a fingerprint, so that a browser may keep them for good.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// One sheet for the browser, in parts for whoever reads it.
const STYLE: &[u8] = concat!(
    include_str!("../assets/style/base.css"),
    include_str!("../assets/rongheng.css"),
    include_str!("../assets/style/handling.css"),
    include_str!("../assets/style/print.css"),
)
.as_bytes();
const LISTS: &[u8] = include_bytes!("../assets/lists.css");
const ICONS: &[u8] = include_bytes!("../assets/icons.svg");
const MODULE: &[u8] = include_bytes!("../assets/rongheng.js");

static STYLE_AT: LazyLock<String> = LazyLock::new(|| address("rongheng", STYLE, "css"));
static LISTS_AT: LazyLock<String> = LazyLock::new(|| address("lists", LISTS, "css"));
static ICONS_AT: LazyLock<String> = LazyLock::new(|| address("icons", ICONS, "svg"));
static MODULE_AT: LazyLock<String> = LazyLock::new(|| address("rongheng", MODULE, "js"));

/// Where the style sheet is.
pub(crate) fn style() -> &'static str {
    &STYLE_AT
}

/// Where the style sheet of lists is.
pub(crate) fn lists() -> &'static str {
    &LISTS_AT
}

/// Where the sprite is.
pub(crate) fn icons() -> &'static str {
    &ICONS_AT
}

/// The shapes of the lights, for a page that shows a hundred of them: it holds each once.
pub(crate) fn lights() -> &'static str {
    static LIGHTS: LazyLock<String> = LazyLock::new(|| {
        let sprite = String::from_utf8_lossy(ICONS);
        sprite.lines().filter(|line| line.starts_with("<symbol id=\"i-lt-")).collect()
    });
    &LIGHTS
}

/// Where the module is.
pub(crate) fn module() -> &'static str {
    &MODULE_AT
}

/// FNV-1a: a fingerprint for caches, not for security.
fn address(name: &str, bytes: &[u8], ending: &str) -> String {
    let print = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("/assets/{name}-{print:016x}.{ending}")
}

/// `GET /assets/{file}`.
pub(crate) async fn show(Path(file): Path<String>) -> Response {
    let at = format!("/assets/{file}");
    let (bytes, media) = if at == style() {
        (STYLE, "text/css; charset=utf-8")
    } else if at == lists() {
        (LISTS, "text/css; charset=utf-8")
    } else if at == icons() {
        (ICONS, "image/svg+xml")
    } else if at == module() {
        (MODULE, "text/javascript; charset=utf-8")
    } else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers =
        [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_stays_under_ten_kilobytes_and_the_sheet_under_fifty() {
        assert!(MODULE.len() < 10_000, "{}", MODULE.len());
        assert!(STYLE.len() < 50_000, "{}", STYLE.len());
    }

    #[test]
    fn every_icon_a_template_asks_for_is_in_the_sprite() {
        let sprite = std::str::from_utf8(ICONS).unwrap();
        let mut asked = 0;
        for (name, text) in crate::templates_on_disk() {
            for part in text.split("icon(\"").skip(1).chain(text.split("large(\"").skip(1)) {
                let icon: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                assert!(sprite.contains(&format!("id=\"i-{icon}\"")), "{name} asks for {icon}");
                asked += 1;
            }
        }
        for entry in rongheng_domain::people::Role::ALL.iter().flat_map(|role| crate::frame::menu(*role, "/"))
        {
            assert!(sprite.contains(&format!("id=\"i-{}\"", entry.icon)), "the menu asks for {}", entry.icon);
        }
        assert!(asked > 30, "{asked}");
    }
}
