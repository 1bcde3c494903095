//! The real program over real sockets: where it starts, a connection that is cut, many people at once.

use std::{
    fs,
    io::Write as _,
    net::{Shutdown, TcpListener},
    path::Path,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{
    program::{rongheng, said},
    served::{APPLICANT, APPLY, Served, application},
};

const CLIENTS: usize = 64;

fn verify(data: &Path) {
    let output = rongheng(data).args(["verify", "--data"]).arg(data).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// Waits until `what` holds: another process needs its moment.
fn until(what: impl Fn() -> bool, says: &str) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < Duration::from_secs(20), "{says}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// In one demo, because to build it takes longer than all that is asked of it.
#[test]
fn the_demo_starts_on_the_next_port_survives_a_cut_upload_and_serves_many_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a demo 演示");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    // With LANG=C and without a terminal, as every test starts the program.
    let served = Served::demo(&data, &[], port);
    assert_ne!(served.port, port);
    assert!(served.said.contains("端口已被占用，改用下一个空闲端口"), "{}", served.said);

    cut_upload(&served, &data);
    many_at_once(&served);
    served.stop();
    verify(&data);
}

fn cut_upload(served: &Served, data: &Path) {
    let unit = served.browser(APPLICANT);
    let arriving = data.join("attachments/arriving");
    let before = (count(&arriving), count(&data.join("attachments")));
    let head = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n";
    let mut line = unit.begin(&format!("POST {APPLY}"), head);
    for (name, value) in
        application("传到一半断线的申请（示范）", "情况说明").into_iter().chain([("step", "check")])
    {
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        line.write_all(part.as_bytes()).unwrap();
    }
    line.write_all(
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n",
    )
    .unwrap();
    line.write_all(&vec![b' '; 1_000_000]).unwrap();
    until(|| count(&arriving) > before.0, "the file must be seen arriving");
    line.shutdown(Shutdown::Both).unwrap();
    drop(line);
    until(|| count(&arriving) == before.0, "what arrived of it must go");
    assert_eq!(count(&data.join("attachments")).max(1), before.1.max(1), "no file was kept");
    assert!(!unit.get(APPLY).text.contains("传到一半断线的申请"), "half a form is no draft");
    assert_eq!(unit.apply(APPLY, "断线之后的申请（示范）", "照常办理。").status, 303);
}

fn many_at_once(served: &Served) {
    let start = Barrier::new(CLIENTS);
    let browsers: Vec<_> = (0..CLIENTS).map(|_| served.browser(APPLICANT)).collect();
    let took: Vec<Duration> = thread::scope(|scope| {
        let clients: Vec<_> = browsers
            .iter()
            .enumerate()
            .map(|(n, browser)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let began = Instant::now();
                    let title = format!("同时提交的第{n}件（示范）");
                    let answer = browser.apply(APPLY, &title, "六十四人同时办理。");
                    assert_eq!(answer.status, 303, "{}", answer.text);
                    let case = answer.head("location").split("/done/").next().unwrap().to_owned();
                    let page = browser.get(&case);
                    assert!(page.status == 200 && page.text.contains(&title), "{n} sees another case");
                    began.elapsed()
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert!(took.iter().max().unwrap() < &Duration::from_mins(1), "somebody waited too long: {took:?}");
}
