//! The stylesheet and the script, with an address that changes when they do.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::desk::Path;

const STYLE: &str = include_str!("../assets/site.css");
const PAGES: &str = include_str!("../assets/pages.css");
const PLAN: &str = include_str!("../assets/plan.css");
const SCRIPT: &str =
    concat!(include_str!("../assets/site.js"), "\n", include_str!("../assets/filing.js"));

static STYLES: LazyLock<String> = LazyLock::new(|| format!("{STYLE}\n{PAGES}\n{PLAN}"));

/// The stylesheet of the sheet that stands alone.
pub(crate) fn style() -> &'static str {
    STYLE
}

/// Changes with the content of the files.
pub(crate) static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    (STYLE, PAGES, PLAN, SCRIPT).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
});

/// `/assets/{edition}/{name}`
pub(crate) async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    let (kind, bytes) = match name.as_str() {
        "site.css" => ("text/css; charset=utf-8", STYLES.as_str()),
        "site.js" => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, bytes).into_response()
}
