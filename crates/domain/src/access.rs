//! Who may do what: one table. Every call of the engine asks it, and the tests of the routes take
//! what they expect from it.

use crate::record::word_of;
use crate::say::{Lang, Say};
use crate::tell;

/// What a user is in the district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 无废办: runs the plan.
    Office,
    /// 部门: a bureau.
    Bureau,
    /// 街道: a street office or a town.
    Street,
    /// 领导: reads all, changes nothing.
    Leader,
    /// 审计: reads the journal.
    Auditor,
    /// 系统管理员: looks after users, sees no business data.
    Administrator,
}

impl Role {
    /// The words of data.
    pub const TABLE: [(&str, Self); 6] = [
        ("office", Self::Office),
        ("bureau", Self::Bureau),
        ("street", Self::Street),
        ("leader", Self::Leader),
        ("auditor", Self::Auditor),
        ("administrator", Self::Administrator),
    ];

    /// The word of data.
    pub fn word(self) -> &'static str {
        word_of(&Self::TABLE, self)
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(own, _)| *own == word).map(|(_, role)| *role)
    }

    /// Whether a user of this role belongs to orgs.
    pub fn has_orgs(self) -> bool {
        matches!(self, Self::Office | Self::Bureau | Self::Street)
    }
}

impl Say for Role {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Office => tell!(lang, "无废办", "office"),
            Self::Bureau => tell!(lang, "部门", "bureau"),
            Self::Street => tell!(lang, "街道", "street"),
            Self::Leader => tell!(lang, "领导", "leader"),
            Self::Auditor => tell!(lang, "审计", "auditor"),
            Self::Administrator => tell!(lang, "系统管理员", "administrator"),
        }
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Read the plan, its status, its work and its explanations.
    PlanRead,
    /// Import a plan, mend it, define, assign, link, amend, choose the current one.
    PlanEdit,
    /// Read an org's numbers.
    ValueRead,
    /// File an org's numbers.
    ValueFile,
    /// Review numbers that another user of the org filed.
    ValueReview,
    /// Confirm numbers, or return them with a reason.
    ValueConfirm,
    /// Close and reopen periods.
    PeriodClose,
    /// Explain an indicator.
    ExplanationWrite,
    /// Report on tasks, measures, projects and promises.
    ReportWrite,
    /// Decide on evidence.
    DecisionMake,
    /// Hand in evidence.
    EvidenceAdd,
    /// Chase orgs and see everybody's turn.
    ChaseWrite,
    /// Read the journal.
    JournalRead,
    /// Add, change and suspend users, hand duties over.
    UserEdit,
    /// One's own account and sessions.
    AccountOwn,
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The whole district.
    All,
    /// The user's own orgs.
    Own,
    /// Nothing.
    None,
}

/// A row of the table: an action and how far each role reaches with it.
type Row = (Action, [Reach; 6]);

/// For each action the reach of office, bureau, street, leader, auditor, administrator.
pub const ACCESS: &[Row] = {
    use Action::{
        AccountOwn, ChaseWrite, DecisionMake, EvidenceAdd, ExplanationWrite, JournalRead,
        PeriodClose, PlanEdit, PlanRead, ReportWrite, UserEdit, ValueConfirm, ValueFile, ValueRead,
        ValueReview,
    };
    use Reach::{All, None, Own};
    &[
        (PlanRead, [All, All, All, All, All, None]),
        (PlanEdit, [All, None, None, None, None, None]),
        (ValueRead, [All, Own, Own, All, All, None]),
        (ValueFile, [Own, Own, Own, None, None, None]),
        (ValueReview, [Own, Own, Own, None, None, None]),
        (ValueConfirm, [All, None, None, None, None, None]),
        (PeriodClose, [All, None, None, None, None, None]),
        (ExplanationWrite, [All, Own, Own, None, None, None]),
        (ReportWrite, [All, Own, Own, None, None, None]),
        (DecisionMake, [All, None, None, None, None, None]),
        (EvidenceAdd, [All, Own, Own, None, None, None]),
        (ChaseWrite, [All, None, None, None, None, None]),
        (JournalRead, [None, None, None, None, All, None]),
        (UserEdit, [None, None, None, None, None, All]),
        (AccountOwn, [All, All, All, All, All, All]),
    ]
};

/// How far a role reaches with an action.
pub fn reach(role: Role, action: Action) -> Reach {
    let column = Role::TABLE.iter().position(|(_, own)| *own == role).unwrap_or(0);
    ACCESS.iter().find(|(own, _)| *own == action).map_or(Reach::None, |(_, row)| row[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row() {
        for (index, (action, _)) in ACCESS.iter().enumerate() {
            assert!(ACCESS[..index].iter().all(|(other, _)| other != action), "{action:?}");
        }
        assert_eq!(ACCESS.len(), Action::AccountOwn as usize + 1, "no action is left out");
    }

    #[test]
    fn who_changes_nothing_and_who_sees_nothing() {
        let writes = ACCESS.iter().filter(|(action, _)| {
            use Action::{AccountOwn, JournalRead, PlanRead, ValueRead};
            ![PlanRead, ValueRead, JournalRead, AccountOwn].contains(action)
        });
        for (action, _) in writes {
            assert_eq!(reach(Role::Leader, *action), Reach::None, "{action:?}");
            assert_eq!(reach(Role::Auditor, *action), Reach::None, "{action:?}");
        }
        for action in [Action::PlanRead, Action::ValueRead, Action::JournalRead] {
            assert_eq!(reach(Role::Administrator, action), Reach::None, "{action:?}");
        }
    }
}
