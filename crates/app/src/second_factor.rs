//! The second factor: a time-based code (RFC 6238), checked against the clock that was passed in.

use rongheng_domain::{
    day::Moment,
    registers::{
        self,
        account::{AccountEvent, AccountRecord},
    },
};
use totp_rs::{Builder, Secret, Totp};

use crate::{App, Result, SignInRefused, error::Error, passwords::token};

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.0 / 1_000_000).unwrap_or_default()
}

/// Whether the code is the secret's at this moment, one step of delay allowed.
pub(crate) fn right(secret: &str, code: &str, now: Moment) -> bool {
    totp(secret).is_some_and(|totp| totp.check(code.trim(), seconds(now)).is_some())
}

impl App {
    /// A fresh secret to enter into an authenticator; nothing is stored before it is confirmed.
    pub fn new_totp_secret(&self) -> Result<String> {
        let bytes: Vec<u8> = token()?.into_bytes().into_iter().take(20).collect();
        Ok(Secret::from(bytes).to_base32())
    }

    /// Whether the account has a second factor.
    pub async fn has_totp(&self, login: &str) -> Result<bool> {
        Ok(self.account_record(login).await?.totp_secret.is_some())
    }

    /// Sets the second factor of the signed-in account once a code of it was typed rightly.
    pub async fn set_totp(&self, session: &str, secret: &str, code: &str) -> Result<(), SignInRefused> {
        let signed = self.session(session).await?.ok_or(SignInRefused::Wrong)?;
        if !right(secret, code, self.now()) {
            return Err(SignInRefused::Totp);
        }
        let event = registers::record::<AccountRecord>(&AccountEvent::TotpSet { secret: secret.to_owned() });
        let stream = rongheng_domain::ids::StreamId::new("account", &signed.login);
        let by = &signed.actor.person;
        self.0.store.log(&stream, vec![event], by, self.now()).await.map_err(Error::from)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_right_for_its_moment_and_wrong_for_another() {
        let secret = Secret::from(b"12345678901234567890".to_vec()).to_base32();
        let now = Moment(59 * 1_000_000);
        // RFC 6238, appendix B: at 59 s the code of SHA-1 ends in 287082.
        assert!(right(&secret, "287082", now));
        assert!(!right(&secret, "287083", now));
        assert!(!right(&secret, "287082", Moment(600 * 1_000_000)));
        assert!(!right("not base32 !", "287082", now));
    }
}
