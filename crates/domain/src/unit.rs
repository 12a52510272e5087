//! Units of measure, their dimensions, and conversion within one dimension.
//!
//! The table is `data/units.csv`. A Chinese multiple stands in front of any unit of it (万吨,
//! 亿元, 百万千瓦时), and units combine by `/` and `·` (吨/万元, 千克/(人·日)).
//!
//! ```
//! use wufei_domain::unit::Unit;
//! let tonne = Unit::parse("吨").unwrap();
//! let many = Unit::parse("万吨").unwrap();
//! assert_eq!(tonne.factor_to(&many).unwrap().to_string(), "0.0001");
//! assert!(tonne.factor_to(&Unit::parse("万元").unwrap()).is_none());
//! ```

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::number::{Number, decimal};
use crate::say::{Lang, Say};
use crate::tell;

const TABLE: &str = include_str!("../../../data/units.csv");

/// The base dimensions, in the order of the exponents of a [`Dimension`].
const BASES: [(&str, &str, &str); 11] = [
    ("mass", "质量", "mass"),
    ("coal", "标准煤", "standard coal"),
    ("carbon", "二氧化碳", "carbon dioxide"),
    ("area", "面积", "area"),
    ("volume", "体积", "volume"),
    ("money", "金额", "money"),
    ("energy", "电量", "energy"),
    ("length", "长度", "length"),
    ("day", "日", "days"),
    ("year", "年", "years"),
    ("count", "数量", "count"),
];

/// The multiples that stand in front of a unit, longest first.
const MULTIPLES: [(&str, i64); 8] = [
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("十万", 100_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
    ("十", 10),
];

/// The exponents of the base dimensions: all nought for a pure number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Dimension([i8; BASES.len()]);

impl Dimension {
    /// The dimension of a pure number.
    pub const NONE: Self = Self([0; BASES.len()]);

    fn base(name: &str) -> Option<Self> {
        if name == "ratio" {
            return Some(Self::NONE);
        }
        let index = BASES.iter().position(|base| base.0 == name)?;
        let mut exponents = [0; BASES.len()];
        exponents[index] = 1;
        Some(Self(exponents))
    }

    /// The dimension of a product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        self.combine(other, 1)
    }

    /// The dimension of a quotient.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        self.combine(other, -1)
    }

    fn combine(self, other: Self, sign: i8) -> Self {
        let mut exponents = self.0;
        for (exponent, added) in exponents.iter_mut().zip(other.0) {
            *exponent = exponent.saturating_add(sign * added);
        }
        Self(exponents)
    }
}

impl Say for Dimension {
    fn say(&self, lang: Lang) -> String {
        if *self == Self::NONE {
            return tell!(lang, "比值", "a ratio");
        }
        let side = |wanted: fn(i8) -> bool| -> Vec<&str> {
            let named = BASES.iter().zip(self.0).filter(|(_, exponent)| wanted(*exponent));
            named.map(|(base, _)| if lang == Lang::Zh { base.1 } else { base.2 }).collect()
        };
        let (above, below) = (side(|e| e > 0).join("·"), side(|e| e < 0).join("·"));
        match (above.is_empty(), below.is_empty()) {
            (_, true) => above,
            (true, false) => format!("1/{below}"),
            (false, false) => format!("{above}/{below}"),
        }
    }
}

/// A unit as written, with its dimension and its size in base units.
#[derive(Debug, Clone)]
pub struct Unit(Arc<Parts>);

/// What a unit is made of.
#[derive(Debug)]
struct Parts {
    /// As written: `吨/(人·日)`.
    symbol: String,
    /// Its atoms and their powers, so that 吨/万元 × 万元 is 吨 again.
    atoms: Vec<(String, i8)>,
    dimension: Dimension,
    factor: Number,
}

/// Two units are the same if they measure the same: t and 吨.
impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.0.dimension == other.0.dimension && self.0.factor == other.0.factor
    }
}

impl Eq for Unit {}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.symbol)
    }
}

/// A text that names no unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFault(pub String);

impl Say for UnitFault {
    fn say(&self, lang: Lang) -> String {
        let text = &self.0;
        tell!(lang, "不认识计量单位“{text}”", "unknown unit `{text}`")
    }
}

/// The unit table, parsed once: symbol → (name shown, dimension, factor).
static ATOMS: LazyLock<HashMap<&'static str, Unit>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        let mut next = || fields.next().expect("units.csv has four columns");
        let (symbol, dimension, factor, shown) = (next(), next(), next(), next());
        let dimension = Dimension::base(dimension).expect("units.csv names a base dimension");
        let (above, below) = factor.split_once('/').unwrap_or((factor, "1"));
        let part = |text| Number::from(decimal(text).expect("units.csv holds numbers"));
        let factor = part(above).over(&part(below)).expect("units.csv divides by no nought");
        (symbol, Unit::new(vec![(shown.to_owned(), 1)], dimension, factor))
    });
    rows.collect()
});

/// The longest symbol of the table in characters; nothing longer needs to be looked up.
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| ATOMS.keys().map(|symbol| symbol.chars().count()).max().unwrap_or(0));

impl Unit {
    fn new(atoms: Vec<(String, i8)>, dimension: Dimension, factor: Number) -> Self {
        Self(Arc::new(Parts { symbol: symbol_of(&atoms), atoms, dimension, factor }))
    }

    /// The unit of a pure number, written as nothing.
    pub fn none() -> Self {
        NONE.clone()
    }

    /// Hundredths.
    pub fn percent() -> Self {
        PERCENT.clone()
    }

    /// Reads a unit. Nothing and the signs for “no unit” (一, /, —, 无) are the pure number.
    ///
    /// # Errors
    /// A text that is no unit is given back.
    pub fn parse(text: &str) -> Result<Self, UnitFault> {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
        if matches!(folded.as_str(), "" | "一" | "/" | "-" | "—" | "--" | "——" | "无") {
            return Ok(Self::none());
        }
        let fault = || UnitFault(text.trim().to_owned());
        let (above, below) = match folded.split_once('/') {
            Some((above, below)) => (above, Some(below)),
            None => (folded.as_str(), None),
        };
        let above = product(above).ok_or_else(fault)?;
        let Some(below) = below else { return Ok(above) };
        let inner = below.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        Ok(above.over(&product(inner.unwrap_or(below)).ok_or_else(fault)?))
    }

    /// The unit that a text begins with, and how many bytes of the text it takes: the longest
    /// match, a compound such as 吨/万元 included.
    pub fn prefix(text: &str) -> Option<(Self, usize)> {
        let (mut unit, mut length) = atom_prefix(text)?;
        while let Some(rest) = text[length..].strip_prefix(['/', '·']) {
            let divides = text[length..].starts_with('/');
            let sign = text[length..].len() - rest.len();
            let Some((next, more)) = atom_prefix(rest) else { break };
            unit = if divides { unit.over(&next) } else { unit.times(&next) };
            length += sign + more;
        }
        Some((unit, length))
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        self.0.dimension
    }

    /// Whether it is the unit of a pure number (not of a percentage).
    pub fn is_none(&self) -> bool {
        self.0.atoms.is_empty()
    }

    /// Whether it counts hundredths.
    pub fn is_percent(&self) -> bool {
        *self == *PERCENT
    }

    /// Whether an amount of it can be below nought: money can be taken back, and a pure number can
    /// be a difference; of things and stuff there is never less than nothing.
    pub fn can_be_negative(&self) -> bool {
        let measures = |base: &str| {
            BASES.iter().zip(self.0.dimension.0).any(|(own, power)| own.0 == base && power > 0)
        };
        self.0.dimension == Dimension::NONE || measures("money")
    }

    /// How many things it is, where it counts things and nothing else.
    pub fn things(&self) -> Option<Number> {
        (Dimension::base("count") == Some(self.0.dimension)).then(|| self.0.factor.clone())
    }

    /// What one of these is in the other unit, or `None` in another dimension.
    pub fn factor_to(&self, other: &Self) -> Option<Number> {
        let same = self.0.dimension == other.0.dimension;
        same.then(|| self.0.factor.over(&other.0.factor)).flatten()
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let dimension = self.0.dimension.times(other.0.dimension);
        let factor = &self.0.factor * &other.0.factor;
        Self::new(self.combined(other, 1), dimension, factor)
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        let dimension = self.0.dimension.over(other.0.dimension);
        let factor = self.0.factor.over(&other.0.factor).expect("no unit has the size nought");
        Self::new(self.combined(other, -1), dimension, factor)
    }

    /// The atoms of both, those of the other to this power.
    fn combined(&self, other: &Self, sign: i8) -> Vec<(String, i8)> {
        let mut atoms = self.0.atoms.clone();
        for (symbol, power) in &other.0.atoms {
            match atoms.iter_mut().find(|(own, _)| own == symbol) {
                Some((_, own)) => *own = own.saturating_add(sign * power),
                None => atoms.push((symbol.clone(), sign * power)),
            }
        }
        atoms.retain(|(_, power)| *power != 0);
        atoms
    }
}

static NONE: LazyLock<Unit> =
    LazyLock::new(|| Unit::new(Vec::new(), Dimension::NONE, Number::from(1)));

static PERCENT: LazyLock<Unit> = LazyLock::new(|| ATOMS["%"].clone());

/// How atoms and their powers are written: `吨·公里`, `吨/万元`, `千克/(人·日)`, `1/年`.
fn symbol_of(atoms: &[(String, i8)]) -> String {
    let side = |sign: i8| -> Vec<&str> {
        let many = atoms.iter().filter(|(_, power)| power.signum() == sign);
        many.flat_map(|(symbol, power)| vec![symbol.as_str(); power.unsigned_abs().into()])
            .collect()
    };
    let (above, below) = (side(1), side(-1));
    let above =
        if above.is_empty() && !below.is_empty() { "1".to_owned() } else { above.join("·") };
    match below.as_slice() {
        [] => above,
        [one] => format!("{above}/{one}"),
        many => format!("{above}/({})", many.join("·")),
    }
}

/// Full-width signs and the many multiplication dots in one form.
fn fold(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '／' | '∕' => '/',
        '％' => '%',
        '．' | '•' | '・' | '*' | '×' => '·',
        _ => c,
    }
}

/// A product of atoms.
fn product(text: &str) -> Option<Unit> {
    let mut unit = Unit::none();
    for part in text.split('·') {
        unit = unit.times(&atom(part)?);
    }
    Some(unit)
}

/// A symbol of the table, or a multiple in front of one.
fn atom(text: &str) -> Option<Unit> {
    if let Some(unit) = ATOMS.get(text) {
        return Some(unit.clone());
    }
    MULTIPLES.iter().find_map(|(word, times)| {
        let unit = ATOMS.get(text.strip_prefix(word)?)?;
        // 千克 and 万% are no multiples: the first is in the table, the second nobody writes.
        let plain = unit.dimension() != Dimension::NONE;
        let symbol = format!("{word}{unit}");
        let factor = &unit.0.factor * &Number::from(*times);
        plain.then(|| Unit::new(vec![(symbol, 1)], unit.dimension(), factor))
    })
}

/// The longest atom at the beginning of a text.
fn atom_prefix(text: &str) -> Option<(Unit, usize)> {
    // The longest multiple has two characters.
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(*LONGEST + 2);
    let ends: Vec<usize> = ends.collect();
    ends.into_iter().rev().find_map(|end| Some((atom(&text[..end])?, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).unwrap_or_else(|fault| panic!("{}", fault.say(Lang::En)))
    }

    #[test]
    fn units_convert_within_their_dimension_only() {
        for (from, to, factor) in [
            ("吨", "万吨", "0.0001"),
            ("亿元", "万元", "10000"),
            ("kg", "吨", "0.001"),
            ("万亩", "亩", "10000"),
            ("公顷", "亩", "15"),
            ("千克/亩", "吨/公顷", "0.015"),
            ("吨/万元", "吨/亿元", "10000"),
            ("%", "", "0.01"),
            ("家", "个", "1"),
            ("百万千瓦时", "万千瓦时", "100"),
            ("吨／万平方米", "吨/平方米", "0.0001"),
        ] {
            let found = unit(from).factor_to(&unit(to)).map(|number| number.to_string());
            assert_eq!(found.as_deref(), Some(factor), "{from} → {to}");
        }
        for (from, to) in
            [("吨", "立方米"), ("万元", "吨"), ("吨", "%"), ("吨标准煤", "吨"), ("年", "日")]
        {
            assert_eq!(unit(from).factor_to(&unit(to)), None, "{from} → {to}");
        }
    }

    #[test]
    fn signs_for_no_unit_are_the_pure_number() {
        for text in ["", "一", "/", "—", " 无 "] {
            assert!(unit(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_unit_is_given_back() {
        for text in ["斗", "吨/", "/吨", "吨/斗", "吨//元", "万", "吨吨"] {
            assert_eq!(Unit::parse(text), Err(UnitFault(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_text_may_begin_with_a_unit() {
        for (text, symbol, rest) in [
            ("吨/万元+2", "吨/万元", "+2"),
            ("万吨/(甲)", "万吨", "/(甲)"),
            ("吨/3吨", "吨", "/3吨"),
            ("千克", "千克", ""),
            ("个以上", "个", "以上"),
        ] {
            let (found, length) = Unit::prefix(text).expect(text);
            assert_eq!((found.to_string().as_str(), &text[length..]), (symbol, rest));
        }
        assert!(Unit::prefix("甲").is_none());
    }
}
