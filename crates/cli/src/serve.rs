//! `wufei serve`: a data directory for browsers.

use std::sync::Arc;

use domain::record::Said;
use domain::{Say, tell};
use engine::{Engine, Fault, Place, Refused, Spot};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::output::{Exit, Failure, Outcome, Output};

/// A refusal as the command line tells it.
pub(crate) fn told(refused: Refused) -> Failure {
    match refused {
        Refused::Faulty(faults) => faults.into(),
        Refused::Broken(why) => {
            let told = fault(&format!("程序出错：{why}"), &format!("the program failed: {why}"));
            Failure { exit: Exit::Broken, ..told }
        }
        other => {
            let (zh, en) = (other.say(domain::Lang::Zh), other.say(domain::Lang::En));
            fault(&zh, &en)
        }
    }
}

/// A fault without a place.
pub(crate) fn fault(zh: &str, en: &str) -> Failure {
    Fault::new(Spot::default(), Said::both(zh.to_owned(), en.to_owned())).into()
}

/// The runtime that the engine and the server need.
pub(crate) fn runtime() -> Outcome<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| fault(&format!("启动不了：{error}"), &format!("cannot start: {error}")))
}

/// What ends a server, heard from now on.
pub(crate) fn stop() -> Outcome<impl Future<Output = ()> + Send + 'static> {
    web::stop().map_err(|error| {
        fault(&format!("收不到结束信号：{error}"), &format!("cannot hear signals: {error}"))
    })
}

/// Listens at an address.
pub(crate) async fn listen(address: &str) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        fault(
            &format!("不能在 {address} 监听（{error}）；换一个地址：--listen 127.0.0.1:8081"),
            &format!("cannot listen at {address} ({error}); take another: --listen 127.0.0.1:8081"),
        )
    })
}

pub(crate) fn run(place: &Place, address: &str, https: bool, output: &Output) -> Outcome {
    runtime()?.block_on(async {
        let stop = stop()?;
        let engine = Engine::open(place).await.map_err(told)?;
        let listener = listen(address).await?;
        let own = listener.local_addr().map_or(address.to_owned(), |own| own.to_string());
        output.talk(&tell!(
            output.lang,
            "正在 http://{own}/ 服务，按 Ctrl-C 结束",
            "serving at http://{own}/, Ctrl-C ends it"
        ));
        let settings = web::Settings { https, demo: engine.clock().pinned().is_some() };
        let served = web::serve(Arc::new(engine), listener, settings, stop).await;
        served
            .map_err(|error| fault(&format!("服务中断：{error}"), &format!("stopped: {error}")))?;
        Ok(Exit::Done)
    })
}
