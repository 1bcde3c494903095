//! Passwords and codes: argon2id off the async threads, few at once; codes from the system's randomness.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rongheng_domain::ledger::{Hash, sm3};

use crate::{App, Result, accounts::refused_at, error::Error};

/// Least characters of a password. Stands once: the check, its words and the hints of all forms follow from it.
macro_rules! least {
    () => {
        12
    };
}

/// The rule for passwords, as every form says it.
pub const PASSWORD_RULE: &str = concat!("至少 ", least!(), " 个字符；可以是一句话，不要用姓名、生日、电话。");

/// Characters of a one-time password: none that looks like another.
const CLEAR: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Refuses a password that is too short, in the words of the rule.
pub(crate) fn check_password(password: &str) -> Result<()> {
    if password.chars().count() < least!() {
        return Err(refused_at("password", concat!("口令至少 ", least!(), " 个字符，请重新设置。")));
    }
    Ok(())
}

/// A password to be handed over and changed at once: sixteen clear characters (79 bits) in four groups.
pub(crate) fn one_time_password() -> Result<String> {
    let mut password = String::new();
    let mut count = 0;
    while count < 16 {
        let mut byte = [0u8; 1];
        getrandom::fill(&mut byte).map_err(|e| Error::Unavailable(format!("no randomness: {e}")))?;
        let [byte] = byte;
        // 248 = 8 × 31: what lies above would make the first characters likelier.
        let Some(c) = CLEAR.get(usize::from(byte) % CLEAR.len()).filter(|_| byte < 248) else { continue };
        if count > 0 && count % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(*c));
        count += 1;
    }
    Ok(password)
}

/// A hash of no password: computed against where there is no account, so that both take the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      tbagT6b1YH33niCo9lVzuA5kSB8SfwkJ2pIxLzVm2Rc";

/// A random token of 256 bits, in hexadecimal.
pub(crate) fn token() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Unavailable(format!("no randomness: {e}")))?;
    Ok(Hash(bytes).to_string())
}

/// What is stored of a token.
pub(crate) fn hashed(token: &str) -> Hash {
    sm3(&[b"rongheng token", token.as_bytes()])
}

/// Runs `job` on a thread that ends with it. A pool's threads would each keep the 19 MiB that they once hashed in:
/// after fifty people had signed in, the server held 120 MiB more than it needed.
async fn apart<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (told, answer) = tokio::sync::oneshot::channel();
    let work = move || {
        // Nobody listens when the request was given up.
        let _given_up = told.send(job());
    };
    let unavailable = |e: &dyn std::fmt::Display| Error::Unavailable(e.to_string());
    std::thread::Builder::new().name("password".to_owned()).spawn(work).map_err(|e| unavailable(&e))?;
    answer.await.map_err(|e| unavailable(&e))
}

impl App {
    /// The hash of a password.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        let _turn = self.0.hashing.acquire().await.map_err(|e| Error::Unavailable(e.to_string()))?;
        let password = password.to_owned();
        let hashing =
            move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
        apart(hashing).await?.map_err(|e| Error::Unavailable(e.to_string()))
    }

    /// Whether the password belongs to the hash; as slow where there is none.
    pub(crate) async fn verify_password(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let _turn = self.0.hashing.acquire().await.map_err(|e| Error::Unavailable(e.to_string()))?;
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let password = password.to_owned();
        let verify = move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        };
        Ok(apart(verify).await? && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_can_be_computed_against() {
        assert!(PasswordHash::new(NOBODY).is_ok(), "else an unknown account would answer faster");
    }

    #[test]
    fn the_words_of_the_rule_and_its_check_agree() {
        let least: usize = PASSWORD_RULE.split(' ').nth(1).unwrap().parse().unwrap();
        assert!(check_password(&"字".repeat(least)).is_ok());
        let refused = check_password(&"字".repeat(least - 1)).unwrap_err().to_string();
        assert!(refused.contains(&format!("至少 {least} 个字符")), "{refused}");
    }

    #[test]
    fn a_one_time_password_is_long_enough_clear_and_never_the_same() {
        let (one, other) = (one_time_password().unwrap(), one_time_password().unwrap());
        assert_ne!(one, other);
        assert!(check_password(&one).is_ok());
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert!(!one.contains(['0', 'o', '1', 'l', 'i']));
    }

    #[test]
    fn tokens_differ_and_are_stored_hashed() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_ne!(one, other);
        assert_ne!(hashed(&one).to_string(), one);
    }
}
