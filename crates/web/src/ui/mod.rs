//! Components: each has one name here, in the stylesheet and on the pages.

pub(crate) mod bar;
pub(crate) mod chart;
pub(crate) mod figure;
pub(crate) mod form;
pub(crate) mod formula;
pub(crate) mod fraction;
pub(crate) mod pager;
pub(crate) mod proof;
pub(crate) mod related;
pub(crate) mod spark;
pub(crate) mod state;
pub(crate) mod strip;
pub(crate) mod turn;
pub(crate) mod word;
pub(crate) mod work;
