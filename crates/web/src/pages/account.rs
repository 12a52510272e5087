//! My account: my password, where I am signed in, my language, and what my role may do.

use axum::http::StatusCode;
use axum::response::Response;
use domain::access::{ACCESS, Action, Reach, reach};
use domain::{Lang, Say, tell};
use engine::{Refused, Session};
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{self, Answer, with_status};
use crate::desk::Desk;
use crate::frame::plain;
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::proof::when;

const HERE: &str = "/account";

/// `/account`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    page(&desk, (StatusCode::OK, &[])).await
}

async fn page(desk: &Desk, (status, faults): (StatusCode, &Faults)) -> Result<Response, Answer> {
    let lang = desk.lang;
    let sessions = desk.engine().session_list(&desk.ctx, &desk.session).await;
    let sessions = sessions.map_err(|refused| desk.refuse(refused))?;
    let title = tell!(lang, "我的账户", "My account");
    let (login, role, count) = (&desk.who.login, desk.who.role.say(lang), sessions.len());
    let body = html! {
        div.head { div {
            h1 { (title) }
            p.lead { (tell!(lang, "{login}，角色是{role}，现在有 {count} 处登录。", "{login}, {role}; open sessions: {count}.")) }
        } }
        div.cols.halves {
            (password(desk, faults))
            div {
                section.sheet {
                    header { h2 { (tell!(lang, "语言", "Language")) } span.small { (tell!(lang, "随登录保存", "kept with the session")) } }
                    p.actions {
                        a.btn href="/account?lang=zh" lang="zh" aria-current=[(lang == Lang::Zh).then_some("true")] { "中文" }
                        a.btn href="/account?lang=en" lang="en" aria-current=[(lang == Lang::En).then_some("true")] { "English" }
                    }
                }
            }
        }
        (where_signed_in(desk, &sessions))
        (what_i_may_do(desk))
    };
    Ok(with_status(status, plain(desk, &title, body)))
}

fn password(desk: &Desk, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let input = |name: &str, label: String, complete: &str| {
        form::field(
            name,
            &label,
            faults,
            html! {
                input type="password" name=(name) id=(form::id(name)) autocomplete=(complete) required[name != "old"];
            },
        )
    };
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "改密码", "Change the password")) } span.small { (tell!(lang, "改后各处都要重新登录", "you sign in again everywhere afterwards")) } }
            (form::trouble(faults, lang))
            form.stack method="post" action=(HERE) {
                (form::seal(desk))
                input type="hidden" name="what" value="password";
                (input("old", tell!(lang, "现在的密码（还没有设过的不填）", "present password (blank where there is none yet)"), "current-password"))
                (input("password", tell!(lang, "新密码", "new password"), "new-password"))
                (input("again", tell!(lang, "再输一次新密码", "the new one again"), "new-password"))
                p.actions { button.btn.go type="submit" { (tell!(lang, "改密码", "Change it")) } }
            }
        }
    }
}

fn where_signed_in(desk: &Desk, sessions: &[Session]) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "登录在哪里", "Where you are signed in")) } span.small { (tell!(lang, "不认得的请立即结束，并改密码", "end what you do not know, and change the password")) } }
            ul.lines {
                @for own in sessions {
                    li {
                        span { (own.address) @if own.is_own { " · " b { (tell!(lang, "本次登录", "this one")) } } }
                        span.r {
                            form.inline method="post" action=(HERE) {
                                (form::seal(desk))
                                input type="hidden" name="what" value="revoke";
                                input type="hidden" name="session" value=(own.id);
                                button.btn.plain type="submit" { (tell!(lang, "结束", "End it")) }
                            }
                        }
                        span.sub { (tell!(lang, "登录 {}，最近使用 {}", "opened {}, last used {}", when(&own.opened_at), when(&own.seen_at))) " · " (own.agent) }
                    }
                }
            }
        }
    }
}

/// What an action is called on this page.
fn named(action: Action, lang: Lang) -> String {
    match action {
        Action::PlanRead => {
            tell!(lang, "看方案、进展和说明", "read the plan, its progress and explanations")
        }
        Action::PlanEdit => tell!(
            lang,
            "导入和更正方案，改口径、单位和目标",
            "import and mend plans, change definitions, orgs and targets"
        ),
        Action::ValueRead => tell!(lang, "看填报的数据", "read filed numbers"),
        Action::ValueFile => tell!(lang, "填报数据", "file numbers"),
        Action::ValueReview => {
            tell!(lang, "审核本单位他人填的数据", "review numbers that others of the org filed")
        }
        Action::ValueConfirm => tell!(lang, "确认或退回各单位的数据", "confirm or return numbers"),
        Action::PeriodClose => tell!(lang, "关闭和重开报告期", "close and reopen periods"),
        Action::ExplanationWrite => tell!(lang, "写指标的原因和措施", "explain indicators"),
        Action::ReportWrite => tell!(lang, "报任务和项目的进展", "report on tasks and projects"),
        Action::DecisionMake => tell!(lang, "凭佐证评审指标", "decide on evidence"),
        Action::EvidenceAdd => tell!(lang, "上传佐证", "hand in evidence"),
        Action::ChaseWrite => tell!(lang, "催办", "chase orgs"),
        Action::JournalRead => tell!(lang, "查审计日志", "read the journal"),
        Action::UserEdit => tell!(lang, "管理用户", "look after users"),
        Action::AccountOwn => tell!(lang, "管理自己的账户", "look after one's own account"),
    }
}

fn what_i_may_do(desk: &Desk) -> Markup {
    let lang = desk.lang;
    let role = desk.who.role;
    let far = |action: Action| match reach(role, action) {
        Reach::All => tell!(lang, "全区", "the whole district"),
        Reach::Own => tell!(lang, "本单位", "my own orgs"),
        Reach::None => tell!(lang, "不能", "no"),
    };
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "我的角色能做什么", "What my role may do")) } span.small { (role.say(lang)) } }
            dl.facts {
                @for (action, _) in ACCESS {
                    dt { (named(*action, lang)) }
                    dd { @if reach(role, *action) == Reach::None { span.small { (far(*action)) } } @else { b { (far(*action)) } } }
                }
            }
        }
    }
}

/// Posting to `/account`
pub(crate) async fn change(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let lang = desk.lang;
    if posted.get("what") == "revoke" {
        let session = posted.get("session");
        let ended = desk.engine().session_revoke(&desk.ctx, session).await;
        ended.map_err(|refused| desk.refuse(refused))?;
        return Ok(done(&desk, tell!(lang, "已结束这处登录。", "That session has ended."), HERE));
    }
    let (old, new) = (posted.get("old"), posted.get("password"));
    let changed = if new == posted.get("again") {
        desk.engine().password_change(&desk.ctx, old, new).await
    } else {
        Err(Refused::field("again", "两次输入的密码不一样", "the two are not the same"))
    };
    match changed {
        // Every session has ended with the old password, this one as well.
        Ok(()) => Ok(answer::go("/login?ended=closed")),
        Err(refused) => {
            let again = again(&desk, refused)?;
            page(&desk, (again.status, &again.faults)).await
        }
    }
}
