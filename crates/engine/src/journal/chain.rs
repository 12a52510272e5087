//! The chain of hashes over the rows of the journal.

use sha2::Digest as _;

/// The version of what is hashed.
const VERSION: u8 = 1;

/// What the chain is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SM3 (GB/T 32905-2016).
    Sm3,
}

impl Algorithm {
    /// The names, which stand in front of each hash.
    pub const TABLE: [(&str, Self); 2] = [("sha256", Self::Sha256), ("sm3", Self::Sm3)];

    fn byte(self) -> u8 {
        match self {
            Self::Sha256 => 1,
            Self::Sm3 => 2,
        }
    }

    fn name(self) -> &'static str {
        domain::record::word_of(&Self::TABLE, self)
    }

    /// The algorithm of a hash.
    pub(crate) fn of(hash: &str) -> Option<Self> {
        let (name, _) = hash.split_once(':')?;
        Self::TABLE.iter().find(|(own, _)| *own == name).map(|(_, algorithm)| *algorithm)
    }
}

/// What a row of the journal says, apart from its own hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counted from 1 without a gap.
    pub seq: i64,
    /// When.
    pub recorded_at: String,
    /// Who: an account's id, or `system`.
    pub actor: String,
    /// What was done: `value.filed`.
    pub action: String,
    /// To what: `plan/tianqiao-2023-2025/filing/…`.
    pub subject: String,
    /// Everything that is needed to do it again.
    pub body: String,
    /// The hash of the row before; blank for the first.
    pub prev: String,
}

impl Entry {
    /// Its hash: over version, algorithm, sequence, previous, instant, actor, action, subject and
    /// body, each with its length in front.
    pub fn hash(&self, algorithm: Algorithm) -> String {
        let seq = self.seq.to_be_bytes();
        let fields: [&[u8]; 9] = [
            &[VERSION],
            &[algorithm.byte()],
            &seq,
            self.prev.as_bytes(),
            self.recorded_at.as_bytes(),
            self.actor.as_bytes(),
            self.action.as_bytes(),
            self.subject.as_bytes(),
            self.body.as_bytes(),
        ];
        let mut bytes = Vec::with_capacity(128 + self.body.len());
        for field in fields {
            bytes.extend((field.len() as u64).to_be_bytes());
            bytes.extend(field);
        }
        format!("{}:{}", algorithm.name(), digest(algorithm, &bytes))
    }
}

/// The digest of bytes as hexadecimal text.
pub(crate) fn digest(algorithm: Algorithm, bytes: &[u8]) -> String {
    match algorithm {
        Algorithm::Sha256 => hexadecimal(&sha2::Sha256::digest(bytes)),
        Algorithm::Sm3 => hexadecimal(&sm3::Sm3::digest(bytes)),
    }
}

/// Bytes as hexadecimal text.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published examples of the two standards: the digest of `abc`.
    #[test]
    fn digests_are_those_of_the_standards() {
        for (algorithm, wanted) in [
            (Algorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (Algorithm::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ] {
            assert_eq!(digest(algorithm, b"abc"), wanted);
        }
    }

    #[test]
    fn a_byte_that_moves_to_the_next_field_changes_the_hash() {
        let entry = Entry {
            seq: 1,
            recorded_at: "2026-11-23T11:25:20.000Z".to_owned(),
            actor: "ab".to_owned(),
            action: "c".to_owned(),
            subject: String::new(),
            body: "{}".to_owned(),
            prev: String::new(),
        };
        let moved = Entry { actor: "a".to_owned(), action: "bc".to_owned(), ..entry.clone() };
        assert_ne!(entry.hash(Algorithm::Sha256), moved.hash(Algorithm::Sha256));
    }
}
