//! The stages of a filed number, and who may move it on: one table.

use crate::access::Action;
use crate::record::word_of;
use crate::say::{Lang, Say};
use crate::tell;

/// Where a number is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// 填报: the org has filed it; another user of the org reviews it.
    Filed,
    /// 审核: the org stands by it; the office confirms it.
    Reviewed,
    /// 确认: it is frozen.
    Confirmed,
    /// 退回: with a reason; the org files it again.
    Returned,
}

impl Stage {
    /// The words of data.
    pub const TABLE: [(&str, Self); 4] = [
        ("filed", Self::Filed),
        ("reviewed", Self::Reviewed),
        ("confirmed", Self::Confirmed),
        ("returned", Self::Returned),
    ];

    /// The word of data.
    pub fn word(self) -> &'static str {
        word_of(&Self::TABLE, self)
    }

    /// The stage of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(own, _)| *own == word).map(|(_, stage)| *stage)
    }

    /// Whether indicators are computed from it.
    pub fn counts(self) -> bool {
        self != Self::Returned
    }
}

impl Say for Stage {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Filed => tell!(lang, "待审核", "to be reviewed"),
            Self::Reviewed => tell!(lang, "待确认", "to be confirmed"),
            Self::Confirmed => tell!(lang, "已确认", "confirmed"),
            Self::Returned => tell!(lang, "已退回", "returned"),
        }
    }
}

/// A way from one stage to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// From here.
    pub from: Stage,
    /// To there.
    pub to: Stage,
    /// What its mover must be permitted.
    pub by: Action,
    /// Its mover is not who filed the number.
    pub by_another: bool,
    /// It needs a reason.
    pub needs_reason: bool,
}

/// Every way there is.
pub const MOVES: &[Move] = &[
    Move {
        from: Stage::Filed,
        to: Stage::Reviewed,
        by: Action::ValueReview,
        by_another: true,
        needs_reason: false,
    },
    Move {
        from: Stage::Filed,
        to: Stage::Returned,
        by: Action::ValueReview,
        by_another: true,
        needs_reason: true,
    },
    Move {
        from: Stage::Reviewed,
        to: Stage::Confirmed,
        by: Action::ValueConfirm,
        by_another: true,
        needs_reason: false,
    },
    Move {
        from: Stage::Reviewed,
        to: Stage::Returned,
        by: Action::ValueConfirm,
        by_another: false,
        needs_reason: true,
    },
];

/// The way between two stages, if there is one.
pub fn way(from: Stage, to: Stage, by: Action) -> Option<&'static Move> {
    MOVES.iter().find(|way| way.from == from && way.to == to && way.by == by)
}
