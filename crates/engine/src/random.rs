//! Ids and tokens. The only place with randomness.

use crate::journal::hexadecimal;

/// An id that sorts by the time it was made (UUIDv7).
pub fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Whether a text is an id.
pub fn is_id(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text)
}

/// A token that nobody guesses: 32 random bytes as hexadecimal text.
///
/// # Panics
/// The system has no randomness.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    hexadecimal(&bytes)
}
