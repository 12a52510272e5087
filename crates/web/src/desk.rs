//! The desk: what a page knows of its request. Who asks, in which language, for which plan, year
//! and day.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use domain::access::{Action, Role};
use domain::{Lang, tell};
use engine::{Context, Ended, Engine, On, Refused, Turn, Upload, View, Who, Wish};

use crate::answer::Answer;
use crate::odd::{Odd, one_of};
use crate::routes::{Needed, page_at};
use crate::server::Settings;

/// The cookie that holds a session's token.
pub(crate) const COOKIE: &str = "wufei_session";

/// What all requests share.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: Arc<Settings>,
    /// What a session is told on its next page.
    pub(crate) notes: Arc<Mutex<BTreeMap<String, String>>>,
    /// Answered workbooks by session and id, until they are fetched or many others came.
    pub(crate) answers: Arc<Mutex<Vec<(String, String, Upload)>>>,
    /// Forms that were taken already, so that a form sent twice is taken once.
    pub(crate) taken: Arc<Mutex<Vec<String>>>,
}

/// What a page knows of its request.
pub(crate) struct Desk {
    pub(crate) house: House,
    pub(crate) ctx: Context,
    /// The session's id.
    pub(crate) session: String,
    pub(crate) lang: Lang,
    pub(crate) who: Arc<Who>,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) wish: Wish,
    /// Where a form was sent from.
    came: Option<String>,
    /// The fields of the address that were not understood, and what they take.
    odd: Mutex<Vec<Odd>>,
}

/// A request that nobody has signed in for.
pub(crate) struct Visitor {
    pub(crate) house: House,
    pub(crate) ctx: Context,
    pub(crate) lang: Lang,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) query: BTreeMap<String, String>,
}

impl House {
    /// Keeps a note for a session's next page.
    pub(crate) fn note(&self, session: &str, text: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(session.to_owned(), text);
    }

    pub(crate) fn note_take(&self, session: &str) -> Option<String> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).remove(session)
    }

    /// Keeps an answered workbook for a while; the id to fetch it by.
    pub(crate) fn keep_answer(&self, session: &str, file: Upload) -> String {
        const KEPT: usize = 32;
        let id = engine::new_id();
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= KEPT {
            answers.remove(0);
        }
        answers.push((session.to_owned(), id.clone(), file));
        id
    }

    /// An answered workbook, for the session that sent it.
    pub(crate) fn answer_of(&self, session: &str, id: &str) -> Option<Upload> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let own = answers.iter().find(|(by, own, _)| by == session && own == id);
        own.map(|(_, _, file)| file.clone())
    }

    /// Whether a form is taken for the first time.
    pub(crate) fn first_time(&self, form: &str) -> bool {
        const REMEMBERED: usize = 20_000;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.iter().any(|own| own == form) {
            return false;
        }
        if taken.len() >= REMEMBERED {
            taken.drain(..REMEMBERED / 2);
        }
        taken.push(form.to_owned());
        true
    }

    /// Forgets a form that was refused.
    pub(crate) fn not_taken(&self, form: Option<&str>) {
        let Some(form) = form else { return };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.retain(|own| own != form);
    }
}

impl Desk {
    pub(crate) fn engine(&self) -> &Engine {
        &self.house.engine
    }

    /// Whether something may be done, so that a page offers it or not.
    pub(crate) fn may(&self, action: Action, on: On<'_>) -> bool {
        self.ctx.may(action, on)
    }

    pub(crate) fn is(&self, role: Role) -> bool {
        self.who.role == role
    }

    /// The plan in the year and as of the day that the page is asked for.
    pub(crate) async fn view(&self) -> Result<View, Answer> {
        match self.engine().view(&self.ctx, &self.wish).await {
            Ok(Some(view)) => Ok(view),
            Ok(None) => Err(Answer::NoPlan(Box::new(self.frame_data()))),
            Err(refused) => Err(self.refuse(refused)),
        }
    }

    /// A year that the plan does not have is named and left out: whatever is shown, and every link,
    /// is of a year that it has.
    async fn drop_strange_year(&mut self) {
        let Some(year) = self.wish.year.take() else { return };
        let years = match self.engine().view(&self.ctx, &self.wish).await {
            Ok(Some(view)) => view.years(),
            // Without a plan there is nothing that the year could be held against.
            _ => vec![year],
        };
        if years.contains(&year) {
            self.wish.year = Some(year);
            return;
        }
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        self.odd("year", one_of(&years, self.lang));
    }

    /// Notes that a field of the address is not understood, and what it takes.
    pub(crate) fn odd(&self, name: &'static str, wanted: String) {
        let mut odd = self.odd.lock().unwrap_or_else(PoisonError::into_inner);
        if !odd.iter().any(|own| own.name == name) {
            odd.push(Odd { name, asked: self.asked(name).to_owned(), wanted });
        }
    }

    /// A field of the address as what it should be; it is noted where it is not.
    pub(crate) fn parsed<T: FromStr>(&self, name: &'static str, wanted: &str) -> Option<T> {
        let asked = self.asked(name).trim();
        let own = asked.parse().ok();
        if own.is_none() && !asked.is_empty() {
            self.odd(name, wanted.to_owned());
        }
        own
    }

    /// The fields of the address that were not understood, and what they take.
    pub(crate) fn oddities(&self) -> Vec<Odd> {
        self.odd.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything that waits for whoever asks.
    pub(crate) async fn turns(&self, view: &View) -> Result<Arc<Vec<Turn>>, Answer> {
        let turns = self.engine().turn_list(&self.ctx, view).await;
        turns.map_err(|refused| self.refuse(refused))
    }

    /// A refusal as this user's page.
    pub(crate) fn refuse(&self, refused: Refused) -> Answer {
        Answer::Refused(Box::new(refused), Box::new(self.frame_data()))
    }

    /// What the frame shows of the request, apart from the plan.
    pub(crate) fn frame_data(&self) -> crate::frame::Seat {
        crate::frame::Seat {
            lang: self.lang,
            login: self.who.login.clone(),
            role: self.who.role,
            path: self.path.clone(),
            query: self.query.clone(),
            pinned: self.engine().clock().pinned(),
            request: self.ctx.request.clone(),
            csrf: self.csrf(),
            came: self.came.clone(),
        }
    }

    /// What every form carries, so that only our own pages can send it.
    pub(crate) fn csrf(&self) -> String {
        engine::token_of(&self.session, "form")
    }

    /// A link that keeps the plan, the year and the day.
    pub(crate) fn link(&self, path: &str) -> String {
        link(path, &self.query)
    }

    /// A field of the address; blank where it is not there.
    pub(crate) fn asked(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }
}

/// How a day is written.
pub(crate) fn day_form(lang: Lang) -> String {
    tell!(lang, "年-月-日，如 2025-10-20", "year-month-day, such as 2025-10-20")
}

/// A link that keeps the plan, the year and the day of a query.
pub(crate) fn link(path: &str, query: &BTreeMap<String, String>) -> String {
    let (path, fragment) = path.split_once('#').map_or((path, ""), |(path, part)| (path, part));
    let mut out = path.to_owned();
    for name in ["plan", "year", "as_of"] {
        // Most links keep nothing.
        let Some(value) = query.get(name) else { continue };
        let has = out.contains(&format!("?{name}=")) || out.contains(&format!("&{name}="));
        if !has {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(name);
            out.push('=');
            out.push_str(&encoded(value));
        }
    }
    if fragment.is_empty() { out } else { format!("{out}#{fragment}") }
}

/// Whether an address is a page of ours, never another site. Browsers drop tabs and line breaks and
/// take a backslash for a slash, so none may be in it.
pub(crate) fn is_own_page(to: &str) -> bool {
    let is_odd = |c: char| c == '\\' || c.is_control();
    to.starts_with('/') && !to.starts_with("//") && !to.contains(is_odd)
}

/// The page that a form was sent from: what the browser says, if it is one of ours, else the page
/// that lies over the address of the form.
pub(crate) fn came(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if *method != Method::POST {
        return None;
    }
    let referer = header_text(headers, header::REFERER.as_str());
    let own = referer.split_once("://").map_or("", |(_, rest)| rest);
    let own = own.strip_prefix(header_text(headers, header::HOST.as_str()).as_str());
    let own = own.filter(|own| is_own_page(own)).and_then(page_at);
    own.or_else(|| page_at(uri.path()))
}

/// A text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl FromRequestParts<House> for Visitor {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Answer> {
        let query = query_of(parts, house).await;
        let lang = query.get("lang").and_then(|tag| Lang::from_tag(tag)).unwrap_or_else(|| {
            let accepted = header_text(&parts.headers, header::ACCEPT_LANGUAGE.as_str());
            if accepted.to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
        });
        let mut ctx = Context::system(house.engine.clock().now());
        ctx.lang = lang;
        ctx.request = request_id(parts);
        Ok(Self {
            house: house.clone(),
            ctx,
            lang,
            address: address(parts, house),
            agent: header_text(&parts.headers, header::USER_AGENT.as_str()),
            query,
        })
    }
}

impl FromRequestParts<House> for Desk {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Answer> {
        let path = parts.uri.path().to_owned();
        let came = came(&parts.method, &parts.uri, &parts.headers);
        let signed_out = |why| {
            let asked = parts.uri.path_and_query().map_or("/", |own| own.as_str());
            let next = if parts.method == Method::GET { Some(asked) } else { came.as_deref() };
            Answer::SignIn(next.unwrap_or("/").to_owned(), why)
        };
        let token = cookie(&parts.headers, COOKIE).ok_or_else(|| signed_out(Ended::Never))?;
        let agent = header_text(&parts.headers, header::USER_AGENT.as_str());
        let signed = house.engine.session_of(&token, &agent).await;
        let signed = signed.map_err(|refused| match refused {
            Refused::SignedOut(why) => signed_out(why),
            _ => signed_out(Ended::Never),
        })?;
        let query = query_of(parts, house).await;
        let mut lang = signed.lang;
        if let Some(wanted) = query.get("lang").and_then(|tag| Lang::from_tag(tag)) {
            lang = wanted;
            if wanted != signed.lang {
                let _ = house.engine.session_speak(&signed.session, wanted).await;
            }
        }
        let ctx = Context {
            who: Some(signed.who.clone()),
            lang,
            now: house.engine.clock().now(),
            request: request_id(parts),
        };
        let (house, session, who) = (house.clone(), signed.session, signed.who);
        let (wish, odd) = (Wish::default(), Mutex::default());
        let mut desk = Self { house, ctx, session, lang, who, path, query, wish, came, odd };
        desk.wish = Wish {
            plan: Some(desk.asked("plan").to_owned()).filter(|plan| !plan.is_empty()),
            year: desk.parsed("year", &tell!(lang, "年份，如 2025", "a year such as 2025")),
            as_of: desk.parsed("as_of", &day_form(lang)),
        };
        desk.drop_strange_year().await;
        // What was not understood is told once and not carried from page to page.
        for odd in desk.oddities() {
            desk.query.remove(odd.name);
        }
        if !desk.asked("lang").is_empty() && Lang::from_tag(desk.asked("lang")).is_none() {
            desk.odd("lang", one_of(&["zh", "en"], lang));
        }
        let needed = parts.extensions.get::<Needed>();
        if needed.is_some_and(|needed| needed.turns_away(desk.who.role, &parts.method)) {
            return Err(desk.refuse(Refused::Denied));
        }
        Ok(desk)
    }
}

/// The parts of an address. One that cannot be read leads nowhere.
pub(crate) struct Path<T>(pub(crate) T);

impl<T> FromRequestParts<House> for Path<T>
where
    axum::extract::Path<T>: FromRequestParts<House>,
{
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Answer> {
        match axum::extract::Path::from_request_parts(parts, house).await {
            Ok(axum::extract::Path(own)) => Ok(Self(own)),
            Err(_) => Err(Answer::Nowhere),
        }
    }
}

async fn query_of(parts: &mut Parts, house: &House) -> BTreeMap<String, String> {
    let query = Query::<Vec<(String, String)>>::from_request_parts(parts, house).await;
    query.map_or_else(|_| BTreeMap::new(), |Query(pairs)| pairs.into_iter().collect())
}

fn request_id(parts: &Parts) -> String {
    parts.extensions.get::<crate::server::RequestId>().map_or(String::new(), |id| id.0.clone())
}

/// Where a request comes from. What stands in front of the server says so itself; from anybody else
/// its header would be a claim.
fn address(parts: &Parts, house: &House) -> String {
    let forwarded = header_text(&parts.headers, "x-forwarded-for");
    let last = forwarded.rsplit(',').next().map(str::trim).unwrap_or_default();
    if house.settings.https && !last.is_empty() {
        return last.to_owned();
    }
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or_else(|| "unknown".to_owned(), |info| info.0.ip().to_string())
}

pub(crate) fn header_text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// A cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(own, _)| *own == name)
        .map(|(_, value)| value.to_owned())
}
