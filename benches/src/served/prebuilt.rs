//! The same bytes as prebuilt bodies, sent by the same server: axum with everything that each of
//! our requests goes through, in threads of their own, so that the kernel counts them apart.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::process::cpu_of_threads;

/// How its threads are called.
const THREADS: &str = "prebuilt";

/// A server of bodies that are there already.
pub(crate) struct Prebuilt {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

impl Prebuilt {
    pub(crate) fn new(bodies: Vec<Vec<u8>>) -> Self {
        let runtime =
            Builder::new_multi_thread().enable_all().thread_name(THREADS).build().expect("threads");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let bodies: Vec<Bytes> = bodies.into_iter().map(Bytes::from).collect();
        let router = Router::new().route("/{no}", get(body)).with_state(Arc::new(bodies));
        let service = web::guarded(router, &Arc::new(web::Settings::default()))
            .into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        Self { address, _runtime: runtime }
    }

    /// Seconds on the processors since it began.
    pub(crate) fn cpu(&self) -> f64 {
        cpu_of_threads(THREADS)
    }
}

async fn body(State(bodies): State<Arc<Vec<Bytes>>>, Path(no): Path<usize>) -> Response {
    let Some(body) = bodies.get(no) else { return StatusCode::NOT_FOUND.into_response() };
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, body.clone()).into_response()
}
