//! What keeps the journal append-only in the database itself, and how a database is emptied.

use super::{Conn, DbError, Kind, Query, raw, tables, text};

/// Triggers that refuse to change or delete rows of a table.
pub(super) fn append_only(table: &str, kind: Kind) -> String {
    match kind {
        Kind::Sqlite => format!(
            "create trigger {table}_no_update before update on {table}
             begin select raise(abort, '{table} is append-only'); end;
             create trigger {table}_no_delete before delete on {table}
             begin select raise(abort, '{table} is append-only'); end;"
        ),
        Kind::Postgres => format!(
            "create function {table}_append_only() returns trigger language plpgsql as
             $$ begin raise exception '{table} is append-only'; end $$;
             create trigger {table}_append_only before update or delete or truncate on {table}
             execute function {table}_append_only();"
        ),
    }
}

fn kind(conn: &Conn) -> Kind {
    if conn.backend_name() == "SQLite" { Kind::Sqlite } else { Kind::Postgres }
}

/// Whether the triggers are there and do what they were made for.
pub(crate) async fn is_append_only(conn: &mut Conn, table: &str) -> Result<bool, DbError> {
    let made = append_only(table, kind(conn));
    let query = match kind(conn) {
        // SQLite writes `create trigger` in its own way; what follows is as it was given.
        Kind::Sqlite => {
            "select substr(sql, length('create trigger ') + 1) from sqlite_master
             where type = 'trigger' and tbl_name = $1"
        }
        Kind::Postgres => {
            "select p.prosrc from pg_trigger t join pg_proc p on p.oid = t.tgfoid
             join pg_class c on c.oid = t.tgrelid
             where c.relname = $1 and not t.tgisinternal and t.tgenabled in ('O', 'A')"
        }
    };
    let rows = Query::new(query).text(table).all(conn).await?;
    let wanted = made.matches("create trigger").count();
    let standing = rows.iter().filter(|row| made.contains(&text(row, 0))).count();
    Ok(standing == wanted)
}

/// The triggers of others on the tables: `table.trigger`. They could change what is written.
pub(crate) async fn foreign_triggers(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    let own = append_only("journal", kind(conn));
    let query = match kind(conn) {
        Kind::Sqlite => {
            "select tbl_name, name from sqlite_master where type = 'trigger' order by 1, 2"
        }
        Kind::Postgres => {
            "select c.relname::text, t.tgname::text from pg_trigger t
             join pg_class c on c.oid = t.tgrelid
             where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace
             order by 1, 2"
        }
    };
    let rows = Query::new(query).all(conn).await?;
    let all = rows.iter().map(|row| (text(row, 0), text(row, 1)));
    let foreign =
        all.filter(|(table, name)| !own.contains(&format!(" {name} before")) || table != "journal");
    Ok(foreign.map(|(table, name)| format!("{table}.{name}")).collect())
}

/// Takes away all that the program made in a database.
pub(crate) async fn raze(conn: &mut Conn) -> Result<(), DbError> {
    for table in tables().iter().map(|table| table.name.as_str()).chain(["version"]) {
        raw(conn, &format!("drop table if exists {table}")).await?;
    }
    match kind(conn) {
        Kind::Sqlite => Ok(()),
        Kind::Postgres => raw(conn, "drop function if exists journal_append_only()").await,
    }
}
