//! A disk that is full under the running program: a small file system of memory, in a mount namespace of its own.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    program::{said, under},
    served::{APPLICANT, APPLY, Served, application},
    skipped::skipped,
};

/// Mounts memory on the folder and starts what follows in it.
const MOUNT: &str = "mount -t tmpfs -o size=24m rongheng-test \"$0\" && exec \"$@\"";
/// An application may take so many tries until the log of the database has no room left in its own file.
const TRIES: usize = 60;

/// A way into a mount namespace: how a program is started in one of its own, and how another joins it.
struct Way {
    starts: &'static [&'static str],
    joins: &'static [&'static str],
}

/// As root, and as anybody who may be root in a user namespace.
const WAYS: [Way; 2] = [
    Way { starts: &["unshare", "--mount"], joins: &["--mount"] },
    Way {
        starts: &["unshare", "--user", "--map-root-user", "--mount"],
        joins: &["--user", "--preserve-credentials", "--mount"],
    },
];

impl Way {
    fn starter<'a>(&self, folder: &'a str) -> Vec<&'a str> {
        [self.starts, &["sh", "-c", MOUNT, folder]].concat()
    }

    /// The first that is allowed here.
    fn find(folder: &str) -> Option<&'static Self> {
        WAYS.iter().find(|way| {
            let words = way.starter(folder);
            let probe = Command::new(words[0]).args(&words[1..]).arg("true").stderr(Stdio::null()).status();
            probe.is_ok_and(|status| status.success())
        })
    }

    /// Asks whether the ledger is whole, beside the running program.
    fn verify(&self, pid: u32, data: &Path) {
        let pid = pid.to_string();
        let starter = [&["nsenter", "--target", &pid], self.joins].concat();
        let output =
            under(&std::env::temp_dir(), &starter).args(["verify", "--data"]).arg(data).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
}

/// Takes all the room there is.
fn fill(file: &Path) {
    let mut ballast = fs::File::create(file).unwrap();
    for size in [64 * 1024, 4096, 1] {
        while ballast.write(&vec![7; size]).is_ok_and(|written| written > 0) {}
    }
}

/// A body with the application and a file in it.
fn with_file(title: &str, facts: &str, key: &str) -> Vec<u8> {
    let mut body = Vec::new();
    let fields = application(title, facts);
    for (name, value) in fields.into_iter().chain([("version", "0"), ("key", key), ("step", "check")]) {
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n",
    );
    body.resize(body.len() + 2_000_000, b' ');
    body.extend(b"\r\n--x--\r\n");
    body
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_full_disk_is_said_on_the_page_with_every_word_and_work_goes_on_when_there_is_room() {
    let outer = tempfile::tempdir().unwrap();
    let small = outer.path().join("small disk");
    fs::create_dir(&small).unwrap();
    let Some(way) = Way::find(small.to_str().unwrap()) else {
        return skipped("disk full: no file system may be mounted here");
    };
    let demo = small.join("demo");
    let served = Served::demo(&demo, &way.starter(small.to_str().unwrap()), 0);
    let (unit, officer) = (served.browser(APPLICANT), served.browser("case_management@bai"));
    // The test stands outside the namespace and reaches in through the process.
    let root = PathBuf::from(format!("/proc/{}/root", served.pid));
    let seen = root.join(small.strip_prefix("/").unwrap());
    let data = seen.join("demo");
    assert!(data.is_dir(), "the demo lies on the small disk");
    let attachments = files_below(&data.join("attachments"));

    fill(&seen.join("ballast"));
    let facts = format!("写了很久的情况说明 𬭎 {}", "长".repeat(90_000));
    let mut opened = 0;
    let full = (0..TRIES).find_map(|n| {
        let title = format!("磁盘将满时的第{n}件申请（示范）");
        let key = unit.get(APPLY).hidden("key");
        let mut fields = application(&title, &facts);
        fields.extend([("version", "0"), ("key", &key), ("step", "submit")]);
        let answer = unit.post(APPLY, &fields);
        opened += usize::from(answer.status == 303);
        (answer.status != 303).then_some((answer, title, key))
    });
    let (answer, title, key) = full.expect("the disk never became full");
    assert_eq!(answer.status, 507, "{}", answer.text);
    assert!(answer.text.contains("服务器的磁盘已满，这次操作没有生效"));
    assert!(answer.text.contains("请把这一页告诉系统管理员，腾出空间后再提交"));
    assert!(answer.text.contains(&title) && answer.text.contains(&facts), "every word is on the page");
    assert_eq!(answer.hidden("key"), key, "the page can be sent again as it is");

    // A file that finds no room leaves nothing, and takes no word with it.
    let answer = unit.send(APPLY, "multipart/form-data; boundary=x", &with_file(&title, &facts, &key));
    assert_eq!(answer.status, 507, "{}", answer.text);
    assert!(answer.text.contains("磁盘已满") && answer.text.contains(&facts));
    assert_eq!(files_below(&data.join("attachments")), attachments);

    // Reading goes on, nothing half written is there, and the ledger is whole.
    let list = officer.get("/cases/tolerance");
    assert_eq!(list.status, 200);
    assert_eq!(list.text.matches("磁盘将满时的第").count(), opened, "{}", list.text);
    assert!(!list.text.contains(&title));
    way.verify(served.pid, &demo);

    // With room again, the very same page is sent once more, and once only counts.
    fs::remove_file(seen.join("ballast")).unwrap();
    let mut fields = application(&title, &facts);
    fields.extend([("version", "0"), ("key", &key), ("step", "submit")]);
    for _ in 0..2 {
        let answer = unit.post(APPLY, &fields);
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    let list = officer.get("/cases/tolerance");
    assert_eq!(list.text.matches(&title).count(), 1, "{}", list.text);
    way.verify(served.pid, &demo);
}
