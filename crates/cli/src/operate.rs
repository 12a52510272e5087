//! `wufei init`, `user`, `verify`, `doctor`, `backup`, `restore`.

use std::path::Path;

use domain::access::Role;
use domain::record::word_of;
use domain::{Say, tell};
use engine::{
    Check, Context, Engine, Health, Place, Refused, Restored, User, UserForm, UserState, Verified,
};
use serde_json::json;

use crate::args::{Format, UserCommand};
use crate::output::{Exit, Outcome, Output};
use crate::plan::{csv_with_head, objects};
use crate::serve::{fault, runtime, told};
use crate::table::{Cell, Column, draw};

/// So many findings of a backup are told.
const FINDINGS_MAX: usize = 100;

/// The program itself asks, in the language of the command.
pub(crate) fn context(engine: &Engine, output: &Output) -> Context {
    Context { lang: output.lang, ..Context::system(engine.clock().now()) }
}

/// Opens a data directory, does something with it, and closes it whatever came of it.
pub(crate) fn with_engine<F>(place: &Place, work: F) -> Outcome
where
    F: AsyncFnOnce(&Engine) -> Outcome,
{
    runtime()?.block_on(async { used(Engine::open(place).await, work).await })
}

/// The same for reading, also while another process serves the directory.
pub(crate) fn beside_engine<F>(place: &Place, work: F) -> Outcome
where
    F: AsyncFnOnce(&Engine) -> Outcome,
{
    runtime()?.block_on(async { used(Engine::open_beside(place).await, work).await })
}

async fn used<F>(opened: Result<Engine, Refused>, work: F) -> Outcome
where
    F: AsyncFnOnce(&Engine) -> Outcome,
{
    let engine = opened.map_err(told)?;
    let done = work(&engine).await;
    engine.close().await;
    done
}

pub(crate) fn init(place: &Place, login: &str, name: &str, output: &Output) -> Outcome {
    runtime()?.block_on(async {
        let form = UserForm {
            login: login.to_owned(),
            name: name.to_owned(),
            role: Some(Role::Administrator),
            ..UserForm::default()
        };
        form.check(&[]).map_err(told)?;
        let engine = Engine::make(place, None).await.map_err(told)?;
        let token = engine.user_add(&context(&engine, output), &form).await;
        engine.close().await;
        let folder = place.data.display();
        let Ok(token) = token.map_err(|refused| output.faults(&told(refused).faults)) else {
            return Ok(Exit::Failed);
        };
        output.talk(&tell!(
            output.lang,
            "已建立 {folder}。系统管理员 {login} 用下面的链接设置密码，三天内有效，只能用一次；先运行 wufei serve",
            "{folder} is made. The administrator {login} sets a password by the link below, once, within three days; run `wufei serve` first"
        ));
        output.data(&link(&token));
        Ok(Exit::Done)
    })
}

/// Where a token leads.
fn link(token: &str) -> String {
    format!("/login/once?token={token}")
}

pub(crate) fn user(command: &UserCommand, output: &Output) -> Outcome {
    match command {
        UserCommand::List { place, format } => beside_engine(&place.place(), async |engine| {
            let users = engine.user_list(&context(engine, output)).await.map_err(told)?;
            users_print(&users, *format, output);
            Ok(Exit::Done)
        }),
        UserCommand::Add { login, role, orgs, name, mail, place } => {
            let form = UserForm {
                login: login.clone(),
                name: name.clone(),
                mail: mail.clone(),
                role: Some(role_of(role)?),
                orgs: orgs.clone(),
            };
            with_engine(&place.place(), async |engine| {
                let added = engine.user_add(&context(engine, output), &form).await;
                output.data(&link(&added.map_err(told)?));
                Ok(Exit::Done)
            })
        }
        UserCommand::Link { login, place } => with_engine(&place.place(), async |engine| {
            let own = user_of(engine, login, output).await?;
            let token = engine.user_link(&context(engine, output), &own.id).await.map_err(told)?;
            output.data(&link(&token));
            Ok(Exit::Done)
        }),
        UserCommand::Suspend { login, why, place } => with_engine(&place.place(), async |engine| {
            let User { id, login, name, mail, role, orgs, .. } =
                user_of(engine, login, output).await?;
            let form = UserForm { login, name, mail, role: Some(role), orgs };
            let (ctx, state) = (context(engine, output), UserState::Suspended);
            engine.user_change(&ctx, &id, &form, state, why).await.map_err(told)?;
            let login = form.login;
            output.talk(&tell!(output.lang, "已停用 {login}", "{login} is suspended"));
            Ok(Exit::Done)
        }),
    }
}

fn role_of(word: &str) -> Outcome<Role> {
    Role::of(word).ok_or_else(|| {
        let known: Vec<&str> = Role::TABLE.iter().map(|(word, _)| *word).collect();
        let known = known.join(", ");
        fault(
            &format!("没有角色“{word}”，可用：{known}"),
            &format!("there is no role `{word}`, use {known}"),
        )
    })
}

async fn user_of(engine: &Engine, login: &str, output: &Output) -> Outcome<User> {
    let users = engine.user_list(&context(engine, output)).await.map_err(told)?;
    users
        .into_iter()
        .find(|user| user.login == login)
        .ok_or_else(|| fault(&format!("没有用户“{login}”"), &format!("there is no user `{login}`")))
}

fn users_print(users: &[User], format: Format, output: &Output) {
    const COLUMNS: [&str; 6] = ["login", "name", "role", "orgs", "state", "has_password"];
    let lang = output.lang;
    let rows: Vec<Vec<String>> = users
        .iter()
        .map(|user| {
            let is_active = user.state == UserState::Active;
            let (login, name, orgs) = (user.login.clone(), user.name.clone(), user.orgs.join(";"));
            let (role, state, has) = match format {
                Format::Table => (
                    user.role.say(lang),
                    if is_active {
                        tell!(lang, "在用", "active")
                    } else {
                        tell!(lang, "停用", "suspended")
                    },
                    if user.has_password {
                        tell!(lang, "是", "yes")
                    } else {
                        tell!(lang, "否", "no")
                    },
                ),
                _ => (
                    user.role.word().to_owned(),
                    if is_active { "active" } else { "suspended" }.to_owned(),
                    user.has_password.to_string(),
                ),
            };
            vec![login, name, role, orgs, state, has]
        })
        .collect();
    let heads = [
        Column::left(tell!(lang, "登录名", "login"), 18),
        Column::left(tell!(lang, "姓名", "name"), 14),
        Column::left(tell!(lang, "角色", "role"), 14),
        Column::left(tell!(lang, "单位", "orgs"), 28),
        Column::left(tell!(lang, "状态", "state"), 10),
        Column::left(tell!(lang, "已设密码", "password"), 8),
    ];
    print(&COLUMNS, &heads, rows, format, output);
}

/// Prints rows in the form asked for.
pub(crate) fn print(
    names: &[&str],
    heads: &[Column],
    rows: Vec<Vec<String>>,
    format: Format,
    output: &Output,
) {
    match format {
        Format::Json => output.data(&objects(names, &rows)),
        Format::Csv => output.data(&csv_with_head(names, rows)),
        Format::Table => {
            let cells = |row: Vec<String>| row.into_iter().map(Cell::from).collect();
            let table: Vec<Vec<Cell>> = rows.into_iter().map(cells).collect();
            output.data(&draw(heads, &table));
        }
    }
}

pub(crate) fn verify(place: &Place, most: usize, format: Format, output: &Output) -> Outcome {
    beside_engine(place, async |engine| {
        let verified = engine.verify(most).await.map_err(told)?;
        Ok(verified_print(&verified, format, output))
    })
}

fn verified_print(verified: &Verified, format: Format, output: &Output) -> Exit {
    let lang = output.lang;
    let found: Vec<String> = verified.findings.iter().map(|finding| finding.say(lang)).collect();
    let Verified { entries, rows, files, .. } = verified;
    match format {
        Format::Json => {
            let all = json!({"entries": entries, "rows": rows, "files": files, "findings": found});
            output.data(&serde_json::to_string_pretty(&all).unwrap_or_default());
        }
        Format::Csv => {
            let rows = found.iter().map(|text| vec![text.clone()]).collect();
            output.data(&csv_with_head(&["finding"], rows));
        }
        Format::Table if found.is_empty() => output.data(&tell!(
            lang,
            "核验无误：日志 {entries} 行，表 {rows} 行，文件 {files} 份，与写入时一致",
            "all is as it was written: {entries} rows of the journal, {rows} of tables, {files} files"
        )),
        Format::Table => output.data(&found.join("\n")),
    }
    if found.is_empty() { Exit::Done } else { Exit::Failed }
}

pub(crate) fn doctor(place: &Place, format: Format, output: &Output) -> Outcome {
    let checks = runtime()?.block_on(engine::doctor(place));
    let lang = output.lang;
    let hint = |check: &Check| check.hint.as_ref().map_or(String::new(), |hint| hint.say(lang));
    let row = |check: &Check| {
        let (name, health) = (check.name.to_owned(), check.health.word().to_owned());
        vec![name, health, check.said.say(lang), hint(check)]
    };
    if format == Format::Table {
        for check in &checks {
            let (shape, colour) = match check.health {
                Health::Ok => ("●", "32"),
                Health::Warning => ("▲", "33"),
                Health::Error => ("■", "31"),
            };
            let (word, said) = (word_of(&Health::TABLE, check.health), check.said.say(lang));
            output
                .data(&format!("\x1b[{colour}m{shape} {word:<8}\x1b[0m {:<10} {said}", check.name));
            if check.hint.is_some() {
                output.data(&format!("             hint: {}", hint(check)));
            }
        }
    } else {
        let rows = checks.iter().map(row).collect();
        print(&["name", "health", "said", "hint"], &[], rows, format, output);
    }
    let is_well = checks.iter().all(|check| check.health != Health::Error);
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

pub(crate) fn backup(place: &Place, to: &Path, output: &Output) -> Outcome {
    beside_engine(place, async |engine| {
        let backup = engine.backup(to).await.map_err(told)?;
        let lang = output.lang;
        let rows: u64 = backup.head.rows.iter().map(|(_, count)| count).sum();
        let (files, folder) = (backup.head.files, to.display());
        output.talk(&tell!(
            lang,
            "已备份到 {folder}：{rows} 行，{files} 份文件",
            "backed up to {folder}: {rows} rows, {files} files"
        ));
        for finding in &backup.findings {
            output.talk(&format!("\x1b[31merror\x1b[0m: {}", finding.say(lang)));
        }
        Ok(if backup.findings.is_empty() { Exit::Done } else { Exit::Partly })
    })
}

pub(crate) fn restore(place: &Place, from: &Path, verifies: bool, output: &Output) -> Outcome {
    let most = verifies.then_some(FINDINGS_MAX);
    let restored = runtime()?.block_on(Engine::restore(place, from, most)).map_err(told)?;
    let Restored { head, verified } = restored;
    let (taken, seq, folder) = (&head.taken_at, head.seq, place.data.display());
    if !verified.findings.is_empty() {
        output.talk(&tell!(
            output.lang,
            "备份与写入时不一致，没有恢复：",
            "the backup is not as it was written, nothing was restored:"
        ));
        return Ok(verified_print(&verified, Format::Table, output));
    }
    output.talk(&tell!(
        output.lang,
        "已恢复到 {folder}：备份于 {taken}，日志 {seq} 行",
        "restored to {folder}: taken at {taken}, {seq} rows of the journal"
    ));
    Ok(if verifies { verified_print(&verified, Format::Table, output) } else { Exit::Done })
}
