//! More than is taken, over a real connection: the answer comes whole, and nothing typed is lost.

use std::{fmt::Write as _, time::Duration};

use axum::http::StatusCode;
use rongheng_domain::people::Role;
use rongheng_web::{WebConfig, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

use crate::house::{Browser, House, application};

const FORM: &str = "/new/tolerance/apply";
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The application as a browser sends it, with a file of this length after its texts; the pieces before and behind the file.
fn parts(fields: &[(&str, &str)]) -> (Vec<u8>, Vec<u8>) {
    let mut head = String::new();
    for (name, value) in fields {
        write!(head, "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    head += "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n";
    let tail = "\r\n--x\r\nContent-Disposition: form-data; name=\"facts\"\r\n\r\n写在附件后面的事实经过\r\n--x--\r\n";
    (head.into_bytes(), tail.as_bytes().to_vec())
}

/// Sends a form with a file of `bytes` and reads the answer to the end of the connection.
async fn sent(address: &str, browser: &Browser<'_>, fields: &[(&str, &str)], bytes: usize) -> String {
    let (head, tail) = parts(fields);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = head.len() + bytes + tail.len();
    let request = format!(
        "POST {FORM} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
        browser.cookie()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&head).await.unwrap();
    let piece = vec![b'0'; 64 * 1024];
    let mut left = bytes;
    while left > 0 {
        let now = left.min(piece.len());
        // As a browser does, everything is sent before the answer is read: a reset here, or below, is what it would show.
        stream.write_all(&piece[..now]).await.unwrap();
        left -= now;
    }
    stream.write_all(&tail).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_file_over_the_limit_is_answered_whole_and_what_was_typed_stays_with_its_key() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let config = WebConfig { secure_cookie: false, ..WebConfig::default() };
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve(listener, house.app.clone(), config, async { drop(stopped.await) }));

    let form = unit.get(FORM).await;
    let (version, key) = (form.hidden("version"), form.hidden("key"));
    let mut fields: Vec<_> =
        application("茶滘街道 司徒𬭎").into_iter().filter(|(name, _)| *name != "facts").collect();
    fields.extend([("version", version.as_str()), ("key", key.as_str()), ("step", "check")]);

    // Over the limit of a file, and within what is read of a form: the form again, with every word.
    let answer = timeout(PATIENCE, sent(&address, &unit, &fields, 3_000_000)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.lines().next().unwrap_or_default());
    assert!(answer.contains("“a.pdf”超过"), "{answer}");
    assert!(answer.contains("茶滘街道 司徒𬭎") && answer.contains("写在附件后面的事实经过"), "{answer}");
    let again = unit.get(FORM).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains("茶滘街道 司徒𬭎") && again.text.contains("写在附件后面的事实经过"));
    assert!(answer.contains(&format!("name=\"key\" value=\"{key}\"")), "what is sent again is the same act");

    // Far over it: answered at once, and read out, so that the connection is not reset.
    let answer = timeout(PATIENCE, sent(&address, &unit, &fields, 40_000_000)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.lines().next().unwrap_or_default());
    assert!(answer.contains("这次提交的内容超过了上限") && answer.contains("每个附件最大"));
    assert!(answer.contains(&format!("href=\"{FORM}\"")), "the way back to the form");
    let again = unit.get(FORM).await;
    assert!(again.text.contains("写在附件后面的事实经过"), "the draft stays");

    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
}
