//! Definitions (口径) are changed by edition: what is computed otherwise from a year on has another
//! name, earlier years keep theirs, and every edition stays in the journal.

use domain::access::Action;
use domain::formula::{Expression, Formula, Node, Operator};
use domain::number::Number;
use domain::office::Definition;
use domain::record::Record;

use crate::context::{Context, On};
use crate::engine::Engine;
use crate::refused::{Refused, Wrong};

/// The column of the definition's name with its edition.
const NAME: usize = 1;
/// The column of the first year that it is judged by.
const SINCE: usize = 10;
const FILE: &str = "office/definitions";

impl Engine {
    /// Sets an indicator's definition from the fields of its row, of which the second is its name
    /// without an edition; a change is a new edition. It judges from its first year (`since`) on;
    /// where that is blank, all years until another edition begins.
    ///
    /// # Errors
    /// Not permitted, no reason, fields are wrong, or nothing is changed.
    pub async fn definition_set(
        &self,
        ctx: &Context,
        plan: &str,
        fields: Vec<String>,
        why: &str,
    ) -> Result<(), Refused> {
        ctx.authorize(Action::PlanEdit, On::District)?;
        let name = fields.get(NAME).map_or("", |name| slug(name)).trim().to_owned();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let mut wrong = Vec::new();
        if name.is_empty() || !name.chars().all(is_plain) {
            wrong.push(Wrong::new(
                "definition",
                "口径名用小写字母、数字和连字符，如 straw-utilisation",
                "name it with small letters, digits and hyphens: straw-utilisation",
            ));
        }
        if why.trim().is_empty() {
            wrong.push(Wrong::new("why", "请写修改的理由", "say why it is changed"));
        }
        wrong.extend(decimals_wrong(&fields));
        wrong.extend(formula_wrong(&fields));
        if fields.len() != Definition::COLUMNS.len() || !wrong.is_empty() {
            return Err(Refused::Wrong(wrong));
        }
        self.office_row_make(ctx, (plan, FILE), why.trim(), |rows| edition(fields, &name, rows))
            .await
    }
}

/// The most decimals that an indicator is shown at.
const DECIMALS_MAX: u32 = 6;

/// A field of a definition by its column.
fn field<'a>(fields: &'a [String], column: &str) -> &'a str {
    let at = Definition::COLUMNS.iter().position(|own| *own == column);
    at.and_then(|at| fields.get(at)).map_or("", |text| text.trim())
}

fn decimals_wrong(fields: &[String]) -> Option<Wrong> {
    let is_fine = field(fields, "decimals").parse::<u32>().is_ok_and(|own| own <= DECIMALS_MAX);
    (!is_fine).then(|| {
        Wrong::new(
            "decimals",
            format!("小数位数填 0 到 {DECIMALS_MAX}"),
            format!("decimals are a whole number from 0 to {DECIMALS_MAX}"),
        )
    })
}

/// `%` is a unit, so that nothing is multiplied by a hundred.
fn formula_wrong(fields: &[String]) -> Option<Wrong> {
    let formula = Formula::parse(field(fields, "formula")).ok()?;
    has_hundred(&formula.root).then(|| {
        Wrong::new(
            "formula",
            "公式里不写 × 100：% 是单位，比值会自己化成百分数",
            "`* 100` is never written: % is a unit, and a quotient becomes per cent by itself",
        )
    })
}

fn has_hundred(node: &Node) -> bool {
    let is_hundred = |node: &Node| match &node.kind {
        Expression::Literal(own) => own.unit.is_none() && own.number == Number::from(100),
        _ => false,
    };
    let own = match &node.kind {
        Expression::Arithmetic(Operator::Times, left, right) => {
            is_hundred(left) || is_hundred(right)
        }
        _ => false,
    };
    own || node.children().into_iter().any(has_hundred)
}

/// The fields under the next edition of their name.
fn edition(
    mut fields: Vec<String>,
    name: &str,
    rows: &[Vec<String>],
) -> Result<Vec<String>, Refused> {
    let own: Vec<&Vec<String>> = rows.iter().filter(|row| row.first() == fields.first()).collect();
    let since = |row: &[String]| field(row, "since").parse::<i16>().ok();
    let year = since(&fields);
    let before = own.iter().filter(|row| since(row) <= year).max_by_key(|row| since(row));
    let is_same = |before: &&&Vec<String>| {
        let kept = |at: usize| at == NAME || at == SINCE || Some(&fields[at]) == before.get(at);
        slug(&before[NAME]) == name && (0..fields.len()).all(kept)
    };
    if before.is_some_and(|before| is_same(&before)) {
        return Err(Refused::field("", "没有改动，不另立版次", "nothing is changed"));
    }
    let named = own.iter().filter(|row| slug(&row[NAME]) == name);
    let no = named.map(|row| number(&row[NAME])).max().unwrap_or(0) + 1;
    fields[NAME] = format!("{name}@{no}");
    Ok(fields)
}

fn slug(definition: &str) -> &str {
    definition.split('@').next().unwrap_or_default()
}

fn number(definition: &str) -> u32 {
    definition.split_once('@').and_then(|(_, no)| no.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, formula: &str, since: &str) -> Vec<String> {
        let rest = ["up", "recompute", "recompute", "2", "no_data", "own", since];
        ["1", name, "formula", formula].iter().chain(&rest).map(|own| (*own).to_owned()).collect()
    }

    #[test]
    fn a_change_is_the_next_edition_and_another_name_begins_anew() {
        let before = [row("straw@3", "a / b", "")];
        let next = edition(row("straw", "a / c", ""), "straw", &before).expect("a change");
        assert_eq!(next[NAME], "straw@4");
        let other = edition(row("stalks", "a / b", ""), "stalks", &before).expect("a change");
        assert_eq!(other[NAME], "stalks@1");
        assert!(edition(row("straw", "a / b", ""), "straw", &before).is_err(), "no change");
    }

    #[test]
    fn an_edition_of_a_later_year_differs_from_the_one_that_holds_until_then() {
        let before = [row("straw@3", "a / b", ""), row("straw@4", "a / c", "2024")];
        let later = |formula, since| edition(row("straw", formula, since), "straw", &before);
        assert_eq!(later("a / d", "2025").expect("a change")[NAME], "straw@5");
        assert_eq!(later("a / b", "2025").expect("back to the first")[NAME], "straw@5");
        assert!(later("a / c", "2025").is_err(), "2024's holds in 2025 already");
        assert!(later("a / b", "2023").is_err(), "the first one holds in 2023 already");
    }

    #[test]
    fn columns_are_where_they_are_said_to_be() {
        assert_eq!(Definition::COLUMNS[NAME], "definition");
        assert_eq!(Definition::COLUMNS[SINCE], "since");
    }
}
