//! Mail: it says that something waits and never what, is sent once when the server takes it, and tells the owner of an
//! address that the server refuses.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use rongheng_app::{Actor, ONLY, RegisterWrite};
use rongheng_domain::registers::{
    account::MailWhen,
    settings::{Mail, Settings, SettingsEvent, Tls},
};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::support::House;

/// A small SMTP server of our own: takes mails, or refuses every recipient; it may take a mail and say nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Server {
    pub(crate) mails: Arc<Mutex<Vec<String>>>,
    refuses: Arc<AtomicBool>,
    pub(crate) silent: Arc<AtomicBool>,
}

impl Server {
    pub(crate) async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                let one = server.clone();
                tokio::spawn(async move { one.talk(line).await });
            }
        });
        port
    }

    async fn talk(self, line: TcpStream) {
        let (read, mut write) = line.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.unwrap();
        let (mut body, mut inside) = (String::new(), false);
        while let Ok(Some(said)) = lines.next_line().await {
            let answer: &[u8] = if inside {
                if said != "." {
                    body.push_str(&said);
                    body.push('\n');
                    continue;
                }
                inside = false;
                self.mails.lock().unwrap().push(std::mem::take(&mut body));
                while self.silent.load(Ordering::SeqCst) {
                    tokio::task::yield_now().await;
                }
                b"250 taken\r\n"
            } else if said.starts_with("EHLO") {
                b"250 test\r\n"
            } else if said.starts_with("RCPT") && self.refuses.load(Ordering::SeqCst) {
                b"550 no such user\r\n"
            } else if said == "DATA" {
                inside = true;
                b"354 go on\r\n"
            } else if said == "QUIT" {
                b"221 bye\r\n"
            } else {
                b"250 ok\r\n"
            };
            if write.write_all(answer).await.is_err() {
                return;
            }
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }
}

impl House {
    pub(crate) async fn mail_goes_to(&self, port: u16, tls: Tls) {
        let mut settings = (*self.app.policy().await.unwrap().settings).clone();
        settings.mail = Some(Mail {
            host: "127.0.0.1".to_owned(),
            port,
            tls,
            user: None,
            from: "rongheng@example.invalid".to_owned(),
            digest_hour: 8,
        });
        let set = SettingsEvent::Set { settings, why: "示范".to_owned() };
        self.app
            .write_registers(&Actor::jobs(), vec![RegisterWrite::new::<Settings>(ONLY, &[set])])
            .await
            .unwrap();
    }

    pub(crate) async fn wants_mail(&self, who: &str, when: MailWhen) {
        let actor = self.who(who).await;
        self.app.choose_mail(who, &actor, when, &format!("{who}@example.invalid"), None).await.unwrap();
    }

    /// Moves past every wait of an entry that failed.
    async fn later(&self) {
        self.clock.move_to(self.app.today().plus(1));
        self.app.confirm_date().await.unwrap();
        self.app.settle().await.unwrap();
    }
}

#[tokio::test]
async fn a_mail_is_sent_at_once_to_whoever_wants_it_and_names_nothing_of_the_case() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    for who in ["bai", "peng", "zhou"] {
        house.wants_mail(who, MailWhen::AtOnce).await;
    }
    let case = house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 1, "案管 has a task; whoever applied did it himself");
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    house.app.settle().await.unwrap();
    let mails = server.mails.lock().unwrap().clone();
    assert!(mails.iter().any(|mail| mail.contains("peng@example.invalid")), "{mails:?}");
    assert!(!mails.iter().any(|mail| mail.contains("zhou@example.invalid")), "the gate holds: {mails:?}");
    let all = mails.join("");
    for word in ["补偿", "容〔", case.key(), "周砚清", "http"] {
        assert!(!all.contains(word), "{word}: {all}");
    }
}

#[tokio::test]
async fn whoever_stands_in_is_mailed_about_what_may_be_done_there_and_about_nothing_else() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    house.wants_mail("lai", MailWhen::AtOnce).await;
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 0, "nobody is stood in for yet");
    house.entrusts("bai", "case_management", "lai", ("2026-03-02", "2026-03-05")).await;
    house.app.settle().await.unwrap();
    let told = server.count();
    let case = house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), told + 1, "受理 may be done in the place of 案管");
    // What 案管 is told of and has not to do, and what only others have to do, reaches nobody in its place.
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    house.app.settle().await.unwrap();
    let accepted = server.count();
    let team = json!({"leader": "wei", "members": [{"person": "lin"}, {"person": "gu"}]});
    house.act("bai", Some(&case), "assign", team).await.unwrap();
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), accepted, "the team's own work is the team's");
    house.on("2026-03-05").await;
    house.app.settle().await.unwrap();
    let returned = server.count();
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), returned, "whoever was away is back");
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing_and_one_mail_answers_all_that_waited() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    house.mail_goes_to(free, Tls::Off).await;
    house.wants_mail("bai", MailWhen::AtOnce).await;
    house.apply().await;
    house.apply().await;
    house.app.settle().await.unwrap();
    assert!(house.app.store().outbox_length().await.unwrap() > 0, "it waits");
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    house.later().await;
    assert_eq!(server.count(), 1);
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 1, "no second time");
    assert_eq!(house.app.store().outbox_length().await.unwrap(), 0);
}

#[tokio::test]
async fn a_refused_address_is_told_to_its_owner_and_tried_no_more() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    server.refuses.store(true, Ordering::SeqCst);
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    house.wants_mail("bai", MailWhen::AtOnce).await;
    house.apply().await;
    house.app.settle().await.unwrap();
    let own = house.app.own_mail("bai", &house.who("bai").await).await.unwrap();
    assert!(own.refused.unwrap().1.contains("no such user"));
    assert_eq!((server.count(), house.app.store().outbox_length().await.unwrap()), (0, 0));
}

#[tokio::test]
async fn nothing_is_sent_in_clear_where_encryption_is_required() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    house.mail_goes_to(server.listen().await, Tls::Required).await;
    house.wants_mail("bai", MailWhen::AtOnce).await;
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 0);
    assert!(house.app.store().outbox_length().await.unwrap() > 0, "it waits for a line that is safe");
}

#[tokio::test]
async fn a_digest_goes_out_once_a_day_and_only_where_something_waits() {
    let (house, server) = (House::district("2026-03-02").await, Server::default());
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    for who in ["bai", "ye"] {
        house.wants_mail(who, MailWhen::Daily).await;
    }
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 0, "not at once");
    for _ in 0..2 {
        house.app.digest(&mut (None, std::collections::BTreeSet::new())).await.unwrap();
        house.app.settle().await.unwrap();
    }
    assert_eq!(server.count(), 1, "once, and nothing to whoever has nothing");
}
