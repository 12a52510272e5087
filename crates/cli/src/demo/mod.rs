//! `wufei demo`: the shipped plan and its labelled example as a district that has been at work,
//! with users of every role, its clock standing still. Everything goes through the engine's own
//! door.

mod people;
mod story;
mod values;

use std::path::PathBuf;
use std::sync::Arc;

use domain::{Say, tell};
use engine::{Context, Engine, Instant, Place, Source};
use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use serde_json::json;

use crate::args::FormulaFormat;
use crate::output::{Exit, Outcome, Output};
use crate::serve::{fault, listen, runtime, stop, told};

use people::People;

/// The shipped pack.
static PACK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plans/tianqiao-2023-2025");

/// What was asked for.
pub(crate) struct Ask<'a> {
    pub(crate) data: Option<PathBuf>,
    pub(crate) serves: bool,
    pub(crate) listen: &'a str,
    pub(crate) format: FormulaFormat,
}

/// A district in the making.
pub(crate) struct Scene<'a> {
    engine: &'a Engine,
    plan: String,
    as_of: Date,
    people: People,
}

pub(crate) fn run(ask: &Ask<'_>, output: &Output) -> Outcome {
    runtime()?.block_on(async {
        let stop = stop()?;
        let data = ask.data.clone().unwrap_or_else(|| {
            std::env::temp_dir().join(format!("wufei-demo-{}", engine::new_id()))
        });
        let listener = if ask.serves { Some(listen(ask.listen).await?) } else { None };
        let own = listener.as_ref().and_then(|own| own.local_addr().ok());
        let address = own.map_or(ask.listen.to_owned(), |own| own.to_string());
        let (engine, as_of, logins) = make(&data, output).await?;
        let base = format!("http://{address}");
        report(ask, output, (&data, as_of, &base), &logins);
        let Some(listener) = listener else {
            engine.close().await;
            return Ok(Exit::Done);
        };
        let settings = web::Settings { https: false, demo: true };
        let served = web::serve(Arc::new(engine), listener, settings, stop).await;
        served
            .map_err(|error| fault(&format!("服务中断：{error}"), &format!("stopped: {error}")))?;
        Ok(Exit::Done)
    })
}

/// A one-time way in for a role.
struct Login {
    role: &'static str,
    org: String,
    name: String,
    token: String,
}

async fn make(data: &std::path::Path, output: &Output) -> Outcome<(Engine, Date, Vec<Login>)> {
    let lang = output.lang;
    let folder = unpacked()?;
    let pack = engine::pack_read(folder.path())?;
    let as_of = pack
        .head
        .example_as_of
        .ok_or_else(|| fault("示例没有写明日期", "the example does not say its day"))?;
    let place = Place::directory(data);
    let engine = Engine::make(&place, Some(as_of)).await.map_err(told)?;
    output.talk(&tell!(lang, "导入方案", "importing the plan"));
    let begun = at("2023-03-01", 1);
    let name = "tianqiao-2023-2025.txt";
    let bytes = std::fs::read(folder.path().join("source").join(name)).unwrap_or_default();
    let source = Source { name: name.to_owned(), bytes };
    engine.plan_import(&Context::system(begun), &pack, &source).await.map_err(told)?;
    output.talk(&tell!(lang, "添加各角色的用户", "adding users of every role"));
    let people = People::add(&engine, &pack, begun).await.map_err(told)?;
    let plan = pack.head.id.clone();
    let scene = Scene { engine: &engine, plan, as_of, people };
    output.talk(&tell!(
        lang,
        "填报、审核、确认示例数据，说明、进展、佐证、催办、调整",
        "the example's numbers, explanations, reports, evidence, chases, an amendment"
    ));
    let mut batches = values::batches(&pack, &folder.path().join("example"), as_of)?;
    for (day, chapter) in story::CHAPTERS {
        let until = day.parse().unwrap_or(as_of);
        values::file(&scene, &mut batches, until).await?;
        story::tell(&scene, &pack, *chapter).await.map_err(told)?;
    }
    let logins = scene.people.logins(&engine).await.map_err(told)?;
    Ok((engine, as_of, logins))
}

fn unpacked() -> Outcome<tempfile::TempDir> {
    let failed = |error: std::io::Error| {
        fault(&format!("临时文件夹写不了：{error}"), &format!("no temporary folder: {error}"))
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    PACK.extract(folder.path()).map_err(failed)?;
    Ok(folder)
}

fn report(
    ask: &Ask<'_>,
    output: &Output,
    (data, as_of, base): (&std::path::Path, Date, &str),
    logins: &[Login],
) {
    let url = |login: &Login| format!("{base}/login/once?token={}", login.token);
    if matches!(ask.format, FormulaFormat::Json) {
        let list: Vec<serde_json::Value> = logins
            .iter()
            .map(
                |own| json!({"role": own.role, "org": own.org, "login": own.name, "url": url(own)}),
            )
            .collect();
        let all = json!({
            "data": data.display().to_string(),
            "as_of": as_of.to_string(),
            "address": base,
            "logins": list,
        });
        output.data(&serde_json::to_string_pretty(&all).unwrap_or_default());
        return;
    }
    let lang = output.lang;
    let folder = data.display();
    output.data(&tell!(
        lang,
        "演示区县已就绪：{folder}，时钟停在 {as_of}（示例数据，数值为虚构）",
        "the demo district is ready: {folder}, its clock stands at {as_of} (example data, invented)"
    ));
    let address = ask.listen;
    output.data(&if ask.serves {
        tell!(lang, "{base}/\n\n每个链接只能用一次：", "{base}/\n\neach link works once:")
    } else {
        tell!(
            lang,
            "现在没有在服务；要用时运行：wufei serve --data {folder} --listen {address}\n然后每个链接能用一次：",
            "nothing serves it now; when wanted: wufei serve --data {folder} --listen {address}\nthen each link works once:"
        )
    });
    for own in logins {
        let role = domain::access::Role::of(own.role).map_or(String::new(), |role| role.say(lang));
        output.data(&format!("  {role} {} {}\n    {}", own.org, own.name, url(own)));
    }
}

/// An hour of a day, Beijing time.
pub(crate) fn at(day: &str, hour: i8) -> Instant {
    // The morning hours of Beijing are the night of UTC on the same day.
    let hour = hour.clamp(0, 15);
    let text = format!("{day}T{hour:02}:12:00.000Z");
    text.parse().unwrap_or_else(|_| engine::Clock::Real.now())
}
