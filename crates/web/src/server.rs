//! The server: listens, limits, checks where forms come from, sets the headers of every answer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use engine::Engine;
use tokio::net::TcpListener;

use crate::answer::Answer;
use crate::desk::{House, header_text};
use crate::routes::{Needed, routes};

/// The most bytes of a request.
const BODY_MAX: usize = 64 * 1024 * 1024;
/// No request takes longer.
const SECONDS_MAX: u64 = 120;

/// How often the outbox is looked at.
const MAIL_SECONDS: u64 = 20;

/// What everybody's browser may do with our pages.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// How the server is run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Browsers reach it by https, through something in front: cookies are sent by https alone.
    pub https: bool,
    /// Accounts may be entered by a one-time link without a password: a demonstration.
    pub demo: bool,
}

/// A request's id, for the log and for people who report a fault.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// The id of the form that a request sends, once it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct SentForm(pub(crate) Arc<Mutex<Option<String>>>);

/// Serves until the process is asked to end; what is under way is finished.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    engine: Arc<Engine>,
    listener: TcpListener,
    settings: Settings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let house = House {
        engine: engine.clone(),
        settings: Arc::new(settings),
        notes: Arc::default(),
        answers: Arc::default(),
        taken: Arc::default(),
    };
    // What pages need is read while the first of them is still on its way.
    let warming = engine.clone();
    tokio::spawn(async move { warming.warm().await });
    tokio::spawn(post(engine));
    let service = app(house).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

/// Sends the mail that waits, for as long as the server runs.
async fn post(engine: Arc<Engine>) {
    loop {
        if let Err(refused) = engine.mail_send().await {
            log(&format!("mail: {refused:?}"));
        }
        tokio::time::sleep(Duration::from_secs(MAIL_SECONDS)).await;
    }
}

fn app(house: House) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let needed = Needed { get: route.get, post: route.post };
        router = router.route(route.path, route.handlers.layer(Extension(needed)));
    }
    let settings = house.settings.clone();
    let router = router
        .fallback(crate::pages::missing)
        .method_not_allowed_fallback(crate::pages::missing)
        .layer(middleware::from_fn_with_state(house.clone(), forms))
        .with_state(house);
    guarded(router, &settings)
}

/// Routes behind what every request goes through. A measurement puts bodies that are there already
/// behind the same.
pub fn guarded(router: Router, settings: &Arc<Settings>) -> Router {
    router
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(settings.clone(), guard))
}

/// What every request goes through.
async fn guard(
    State(settings): State<Arc<Settings>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = engine::new_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    if is_foreign(&request) {
        return dressed(Answer::Foreign.into_response(), &id, &settings);
    }
    let limit = Duration::from_secs(SECONDS_MAX);
    let response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
    };
    dressed(response, &id, &settings)
}

/// A form whose request came to nothing may be sent again once it is mended.
async fn forms(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let sent = SentForm::default();
    request.extensions_mut().insert(sent.clone());
    let response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        let form = sent.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        house.not_taken(form.as_deref());
    }
    response
}

/// Whether another site's page sent a form, or nothing says that ours did. Browsers say where a form
/// comes from themselves.
fn is_foreign(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return false;
    }
    let headers = request.headers();
    let site = header_text(headers, "sec-fetch-site");
    if !site.is_empty() && site != "same-origin" && site != "none" {
        return true;
    }
    let origin = header_text(headers, header::ORIGIN.as_str());
    let host = header_text(headers, header::HOST.as_str());
    if origin.is_empty() {
        return site.is_empty();
    }
    let own = origin.split_once("://").map(|(_, host)| host);
    own != Some(host.as_str())
}

fn dressed(mut response: Response, id: &str, settings: &Settings) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if settings.https {
        let kept = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, kept);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

/// One line for the operator.
#[expect(clippy::print_stderr, reason = "the log of a server is its standard error")]
pub(crate) fn log(line: &str) {
    eprintln!("{line}");
}

/// Resolves when the process is asked to end. It listens from now on, so that a request that comes
/// while the server is still getting ready is not lost.
///
/// # Errors
/// The system does not let it listen.
pub fn stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
        }
    })
}
