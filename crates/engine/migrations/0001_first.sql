-- Only text and bigint. Instants are fixed-width UTC text, decimals are text, lists are JSON text,
-- flags are 0 or 1. A blank text is “none”.

create table journal (
  seq bigint primary key,
  recorded_at text not null,
  actor text not null,
  action text not null,
  subject text not null,
  body text not null,
  prev text not null,
  hash text not null
);

create index journal_subject on journal (subject);
create index journal_action on journal (action);

-- The last row of the journal once more, so that a cut tail is found.
create table head (
  id bigint primary key check (id = 1),
  seq bigint not null,
  hash text not null
);

-- What may be erased: names, telephones and addresses of people, names of their files. The journal
-- has the id and the digest only.
create table private (
  id text primary key,
  salt text not null,
  digest text not null,
  text text not null
);

create table account (
  id text primary key,
  login text not null,
  name text not null,
  mail text not null,
  role text not null,
  orgs text not null,
  state text not null,
  added_at text not null,
  constraint account_login unique (login)
);

-- Not in the journal: the hash of a password is a secret.
create table credential (
  account text primary key,
  hash text not null,
  set_at text not null
);

create table session (
  id text primary key,
  account text not null,
  lang text not null,
  opened_at text not null,
  seen_at text not null,
  address text not null,
  agent text not null
);

create index session_account on session (account);

create table onetime (
  id text primary key,
  account text not null,
  expires_at text not null,
  used_at text not null
);

create table throttle (
  name text primary key,
  failures bigint not null,
  last_at text not null
);

create table plan (
  id text primary key,
  title text not null,
  document_number text not null,
  region text not null,
  base_year text not null,
  target_years text not null,
  example_as_of text not null,
  source_name text not null,
  source_hash text not null,
  imported_at text not null,
  is_current bigint not null check (is_current in (0, 1))
);

-- A row of a file of the pack: its fields in the order of the file's columns, as JSON.
create table plan_row (
  plan text not null,
  file text not null,
  position bigint not null,
  key text not null,
  fields text not null,
  primary key (plan, file, position)
);

create index plan_row_key on plan_row (plan, file, key);

create table amendment (
  plan text not null,
  no bigint not null,
  effective_on text not null,
  title text not null,
  why text not null,
  evidence text not null,
  changes text not null,
  added_at text not null,
  added_by text not null,
  primary key (plan, no)
);

-- Every version of every number. Of a cell's versions one is the latest, and at most one counts: the
-- latest, or where it was returned the last confirmed one.
create table value (
  plan text not null,
  org text not null,
  item text not null,
  period text not null,
  version bigint not null,
  is_latest bigint not null check (is_latest in (0, 1)),
  counts bigint not null check (counts in (0, 1)),
  value text not null,
  status text not null,
  source text not null,
  note text not null,
  stage text not null,
  reason text not null,
  entered_by text not null,
  entered_at text not null,
  moved_by text not null,
  moved_at text not null,
  moved_reason text not null,
  primary key (plan, org, item, period, version)
);

create index value_waiting on value (plan, org, period, stage) where is_latest = 1 and stage <> 'confirmed';
create index value_of_item on value (plan, item, period, org) where is_latest = 1;
create index value_counting on value (plan, item, org, period) where counts = 1;

create table closed_period (
  plan text not null,
  period text not null,
  closed_by text not null,
  closed_at text not null,
  primary key (plan, period)
);

create table draft (
  account text not null,
  plan text not null,
  org text not null,
  period text not null,
  cells text not null,
  saved_at text not null,
  primary key (account, plan, org, period)
);

create table explanation (
  plan text not null,
  indicator bigint not null,
  year bigint not null,
  version bigint not null,
  is_latest bigint not null check (is_latest in (0, 1)),
  reason text not null,
  measures text not null,
  due_on text not null,
  person text not null,
  written_by text not null,
  written_at text not null,
  primary key (plan, indicator, year, version)
);

create table report (
  id text primary key,
  plan text not null,
  subject text not null,
  state text not null,
  percent bigint not null,
  text text not null,
  money text not null,
  reported_by text not null,
  reported_at text not null
);

create index report_subject on report (plan, subject, reported_at);

-- How a task, measure, project or promise stands by its last report.
create table work (
  plan text not null,
  subject text not null,
  state text not null,
  percent bigint not null,
  money text not null,
  reported_at text not null,
  primary key (plan, subject)
);

create table decision (
  plan text not null,
  indicator bigint not null,
  year bigint not null,
  version bigint not null,
  is_latest bigint not null check (is_latest in (0, 1)),
  outcome text not null,
  why text not null,
  decided_by text not null,
  decided_at text not null,
  primary key (plan, indicator, year, version)
);

create table evidence (
  id text primary key,
  plan text not null,
  subject text not null,
  hash text not null,
  size bigint not null,
  media text not null,
  name text not null,
  added_by text not null,
  added_at text not null,
  void_reason text not null
);

create index evidence_subject on evidence (plan, subject);

create table chase (
  id text primary key,
  plan text not null,
  org text not null,
  channel text not null,
  about text not null,
  chased_by text not null,
  chased_at text not null
);

create index chase_org on chase (plan, org, chased_at);

create table outbox (
  id text primary key,
  recipient text not null,
  subject text not null,
  text text not null,
  written_at text not null,
  sent_at text not null,
  tries bigint not null,
  fault text not null
);
