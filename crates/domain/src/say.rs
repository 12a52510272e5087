//! Two languages for everything a person reads: Chinese first, English complete.

/// The language of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language's tag as HTML and the command line write it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// Something that can be told to a person.
pub trait Say {
    /// The sentence in this language: what was met, what was expected, what to do.
    fn say(&self, lang: Lang) -> String;
}

/// A count with its English noun, in the singular for one: `1 number`, `3 numbers`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Both wordings of one sentence side by side; the compiler checks what is filled in.
///
/// ```
/// use wufei_domain::{Lang, tell};
/// let name = "秸秆产生量";
/// assert_eq!(tell!(Lang::Zh, "没有“{name}”", "there is no `{name}`"), "没有“秸秆产生量”");
/// ```
#[macro_export]
macro_rules! tell {
    ($lang:expr, $zh:literal, $en:literal $(, $arg:expr)* $(,)?) => {
        match $lang {
            $crate::Lang::Zh => format!($zh $(, $arg)*),
            $crate::Lang::En => format!($en $(, $arg)*),
        }
    };
}
