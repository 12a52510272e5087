//! The fields of a row of values, one by one.

use domain::figures::ValueStatus;
use domain::number::{Decimal, Number, decimal};
use domain::office::Item;
use domain::record::Said;
use domain::text::short;
use domain::unit::Unit;
use domain::{Lang, Say};

/// What a value is multiplied by, `None` where it is in the item's unit already.
pub(crate) fn factor(item: &Item, text: &str) -> Result<Option<Number>, Said> {
    let unit = Unit::parse(text).map_err(|fault| Said::of(&fault))?;
    match unit.factor_to(&item.unit) {
        Some(factor) if factor == 1.into() => Ok(None),
        Some(factor) => Ok(Some(factor)),
        None => {
            let (own, wanted) = (unit.dimension(), item.unit.dimension());
            let said = |lang: Lang| {
                let (own, wanted, unit) = (own.say(lang), wanted.say(lang), &item.unit);
                domain::tell!(
                    lang,
                    "单位“{text}”是{own}，应填{wanted}（{unit}）",
                    "the unit `{text}` measures {own}, but {wanted} ({unit}) is wanted"
                )
            };
            Err(Said::both(said(Lang::Zh), said(Lang::En)))
        }
    }
}

pub(crate) fn status(text: &str) -> Result<ValueStatus, Said> {
    if text.is_empty() {
        return Ok(ValueStatus::Reported);
    }
    ValueStatus::of(text).ok_or_else(|| {
        // The words of the drop-down list in a form, and those of a csv, mean the same.
        let both = |(word, status): &(&'static str, ValueStatus)| (*word, status.say(Lang::Zh));
        let own = ValueStatus::TABLE.iter().filter(|(_, status)| status.is_of_org());
        let words: Vec<(&str, String)> = own.map(both).collect();
        let zh: Vec<String> = words.iter().map(|(en, zh)| format!("{zh}（{en}）")).collect();
        let en: Vec<String> = words.iter().map(|(en, zh)| format!("{zh} ({en})")).collect();
        let (zh, en, text) = (zh.join("、"), en.join(", "), short(text));
        Said::both(
            format!("状态“{text}”不在可用的词里：{zh}"),
            format!("the status `{text}` is none of {en}"),
        )
    })
}

/// The amount of a row. What is not applicable has none; what is confirmed to be nought is nought.
/// `5%` is 5 where the item is measured in per cent.
pub(crate) fn amount(
    text: &str,
    status: Option<ValueStatus>,
    unit: Option<&Unit>,
) -> Result<Decimal, Said> {
    let is_percent = unit.is_some_and(Unit::is_percent);
    let text = text.strip_suffix(['%', '％']).filter(|_| is_percent).map_or(text, str::trim_end);
    let without = matches!(text, "" | "/" | "-" | "—" | "——");
    if without && status == Some(ValueStatus::NotApplicable) {
        return Ok(Decimal::ZERO);
    }
    if without {
        return Err(Said::both(
            "没有写数值；确为零请写 0，状态写“确认为零”，缺数就不要填这一行".to_owned(),
            "has no value; for a real nought write 0 and confirmed_zero, for a missing number leave the row out".to_owned(),
        ));
    }
    let amount = decimal(text).map_err(|fault| {
        let (zh, en) = (fault.say(Lang::Zh), fault.say(Lang::En));
        let text = short(text);
        Said::both(format!("数值“{text}”{zh}"), format!("the value `{text}` {en}"))
    })?;
    match status {
        Some(ValueStatus::ConfirmedZero) if !amount.is_zero() => Err(Said::both(
            format!("状态是“确认为零”，数值却是 {amount}"),
            format!("the status is confirmed_zero, but the value is {amount}"),
        )),
        Some(ValueStatus::NotApplicable) if !amount.is_zero() => Err(Said::both(
            format!("状态是“不适用”，数值却是 {amount}"),
            format!("the status is not_applicable, but the value is {amount}"),
        )),
        _ => Ok(amount),
    }
}
