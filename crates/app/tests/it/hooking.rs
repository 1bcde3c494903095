//! Webhooks: signed, in order, without content, to hosts that the configuration allows, and for nobody whose eyes may
//! not see the case.

use std::sync::{Arc, Mutex};

use rongheng_app::{Actor, Error, Held, NewWebhook};
use rongheng_domain::people::Role;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::support::House;

/// A listener of our own: keeps what it is told, answers with the status it is set to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Receiver {
    told: Arc<Mutex<Vec<String>>>,
    broken: Arc<std::sync::atomic::AtomicBool>,
}

impl Receiver {
    pub(crate) async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = self.clone();
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                let mut text = String::new();
                let mut some = [0_u8; 4096];
                // A head that says how long the body is.
                while !whole(&text) {
                    let read = line.read(&mut some).await.unwrap();
                    if read == 0 {
                        break;
                    }
                    text.push_str(std::str::from_utf8(&some[..read]).unwrap());
                }
                let broken = receiver.broken.load(std::sync::atomic::Ordering::SeqCst);
                let answer = if broken { "503 Service Unavailable" } else { "204 No Content" };
                if !broken {
                    receiver.told.lock().unwrap().push(text);
                }
                let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                line.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        port
    }

    pub(crate) fn bodies(&self) -> Vec<Value> {
        let told = self.told.lock().unwrap();
        told.iter()
            .map(|text| serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap())
            .collect()
    }
}

fn whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or_default()
}

pub(crate) fn security() -> Actor {
    let held = vec![Held { role: Role::SecurityAdmin, unit: Some("discipline".into()) }];
    Actor { person: "nie".into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

pub(crate) fn new(port: u16, role: &str) -> NewWebhook {
    NewWebhook {
        name: "档案系统".to_owned(),
        url: format!("http://127.0.0.1:{port}/hook"),
        role: role.to_owned(),
        unit: Some("discipline".into()),
        events: Vec::new(),
        why: "示范".to_owned(),
    }
}

#[tokio::test]
async fn a_receiver_is_told_in_order_signed_and_without_content() {
    let receiver = Receiver::default();
    let port = receiver.listen().await;
    let house = House::reaching("2026-03-02", &format!("127.0.0.1:{port}")).await;
    let (_, secret) = house.app.register_webhook(&security(), new(port, "case_management")).await.unwrap();
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    house.app.settle().await.unwrap();
    let bodies = receiver.bodies();
    let events: Vec<_> = bodies.iter().map(|body| body["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["tolerance.applied", "tolerance.accepted"]);
    assert_eq!(bodies[1]["version"], 2);
    let keys: Vec<_> = bodies[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["case", "event", "id", "on", "version"]);
    let told = receiver.told.lock().unwrap().clone();
    assert!(!told.join("").contains("补偿") && !told.join("").contains("容〔"));
    for text in &told {
        let header = |name: &str| {
            let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with(name)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        let body = text.split("\r\n\r\n").nth(1).unwrap();
        let script = "import hmac,sys;k,t,b=sys.argv[1:4];print(hmac.new(k.encode(),(t+'.'+b).encode(),'sha256').hexdigest())";
        let python = std::process::Command::new("python3")
            .args(["-c", script, &secret, &header("rongheng-timestamp"), body])
            .output()
            .unwrap();
        let expected = String::from_utf8(python.stdout).unwrap();
        assert_eq!(header("rongheng-signature"), format!("v1={}", expected.trim()));
    }
}

#[tokio::test]
async fn what_is_not_taken_waits_in_order_and_a_person_sends_it_again() {
    let receiver = Receiver::default();
    let port = receiver.listen().await;
    receiver.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    let house = House::reaching("2026-03-02", &format!("127.0.0.1:{port}")).await;
    house.app.register_webhook(&security(), new(port, "leader")).await.unwrap();
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    for _ in 0..45 {
        house.clock.move_to(house.app.today().plus(1));
        house.app.confirm_date().await.unwrap();
        house.app.settle().await.unwrap();
    }
    assert_eq!(receiver.bodies().len(), 0);
    let (_, undelivered) = house.app.webhooks(&security()).await.unwrap();
    assert_eq!(undelivered.len(), 1, "the first of the case; those behind it wait");
    receiver.broken.store(false, std::sync::atomic::Ordering::SeqCst);
    assert!(matches!(
        house.app.send_again(&house.who("bai").await, undelivered[0].entry).await,
        Err(Error::Forbidden(_))
    ));
    house.app.send_again(&security(), undelivered[0].entry).await.unwrap();
    house.app.settle().await.unwrap();
    let events: Vec<_> = receiver.bodies().iter().map(|body| body["version"].as_u64().unwrap()).collect();
    assert_eq!(events[..2], [1, 2]);
}

#[tokio::test]
async fn only_hosts_that_the_configuration_allows_and_only_cases_those_eyes_may_see() {
    let receiver = Receiver::default();
    let port = receiver.listen().await;
    let house = House::reaching("2026-03-02", &format!("127.0.0.1:{port}")).await;
    for url in
        ["http://169.254.169.254/latest", "http://localhost/", "file:///etc/passwd", "http://u@127.0.0.1/"]
    {
        let by = security();
        let refused =
            house.app.register_webhook(&by, NewWebhook { url: url.to_owned(), ..new(port, "leader") });
        assert!(matches!(refused.await, Err(Error::Refused(_))), "{url}");
    }
    for role in ["official", "unit_contact", "consulted_member"] {
        let refused = house.app.register_webhook(&security(), new(port, role)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{role} sees no timeline");
    }
    let bai = house.app.register_webhook(&house.who("bai").await, new(port, "leader")).await;
    assert!(matches!(bai, Err(Error::Forbidden(_))));
    let elsewhere = NewWebhook { unit: Some("elsewhere".into()), ..new(port, "leader") };
    house.app.register_webhook(&security(), elsewhere).await.unwrap();
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(receiver.bodies().len(), 0, "another organ's leader sees none of it");
}
