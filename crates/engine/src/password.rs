//! Passwords: what one must be, how it is kept (Argon2id).

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};

use crate::refused::Refused;

/// The fewest characters of a password.
pub(crate) const LENGTH_MIN: usize = 12;
/// The most bytes: more only cost time.
pub(crate) const LENGTH_MAX: usize = 256;

/// Memory in KiB, rounds, lanes: what OWASP asks at least for Argon2id.
const MEMORY_KIB: u32 = 19_456;
const ROUNDS: u32 = 2;

/// Words that are no passwords, whatever stands behind them.
const COMMON: &[&str] = &["password", "123456789012", "qwertyuiop", "admin", "wufei", "无废"];

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ROUNDS, 1, None).expect("valid parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether a password will do: long, not the login, of several characters, none of the common ones.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(password: &str, login: &str) -> Result<(), Refused> {
    let wrong = |zh: &str, en: &str| Err(Refused::field("password", zh, en));
    let length = password.chars().count();
    if password.len() > LENGTH_MAX {
        return wrong("密码太长", "this password is too long");
    }
    if length < LENGTH_MIN {
        return wrong("密码至少 12 个字符", "a password has at least 12 characters");
    }
    let lower = password.to_lowercase();
    if !login.is_empty() && lower.contains(&login.to_lowercase()) {
        return wrong("密码里不能有登录名", "a password does not hold the login");
    }
    let mut kinds: Vec<char> = password.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < 6 || COMMON.iter().any(|word| lower.starts_with(word)) {
        return wrong("密码太容易猜，请换一个", "this password is easily guessed, take another");
    }
    Ok(())
}

/// The hash that is kept. Slow on purpose; run it off the threads that serve.
pub(crate) fn hash(password: &str) -> String {
    let hash = hasher().hash_password(password.as_bytes()).expect("a password is hashed");
    hash.to_string()
}

/// Whether a password has this hash.
pub(crate) fn matches(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    hasher().verify_password(password.as_bytes(), &parsed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_its_own_hash_each_time() {
        let (one, two) = (hash("长一点的密码 2026"), hash("长一点的密码 2026"));
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$") && matches("长一点的密码 2026", &two));
        assert!(!matches("长一点的密码 2025", &one));
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["short", "aaaaaaaaaaaaaaaa", "password2026!", "clerk-clerk-2026"] {
            assert!(check(weak, "clerk").is_err(), "{weak}");
        }
        assert!(check("秋天的落叶铺满河岸大道", "clerk").is_err(), "eleven characters");
        assert!(check("秋天的落叶铺满了河岸大道", "clerk").is_ok());
    }
}
