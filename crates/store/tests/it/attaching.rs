use rongheng_domain::{day::Moment, ids::StreamId, ledger::sm3};
use rongheng_store::{Error, Expected};

use crate::support::{Rig, batch, on_both};

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect()
}

async fn upload(rig: &Rig, content: &[u8]) -> rongheng_store::Attachment {
    let mut upload = rig.store.begin_upload(Moment(10)).await.unwrap();
    for piece in content.chunks(100_000) {
        upload.write(piece).await.unwrap();
    }
    upload.finish("会议纪要.pdf", "application/pdf").await.unwrap()
}

fn files(rig: &Rig) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![rig.options.attachments.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { out.push(entry.path()) }
        }
    }
    out
}

#[test]
fn files_of_every_length_come_back_whole_and_only_through_their_case() {
    on_both(async |rig: Rig| {
        let piece = 256 * 1024;
        for (version, len) in (0..).zip([0, 1, piece - 1, piece, piece + 1, 3 * piece + 5]) {
            let content = bytes(len);
            let file = upload(&rig, &content).await;
            assert_eq!(
                (file.hash, file.size, file.stream.as_ref()),
                (sm3(&[&content]), u64::try_from(len).unwrap(), None)
            );
            let mut one = batch("tolerance/a", Expected::At(version), 1);
            one.files.push((file.file.clone(), "tolerance/a".into()));
            rig.store.append(one).await.unwrap();
            let case = StreamId::from("tolerance/a");
            let read = rig.store.read_attachment(&case, &file.file).await.unwrap().all().await.unwrap();
            assert_eq!(read, content, "{len}");
            let other = rig.store.read_attachment(&"tolerance/b".into(), &file.file).await;
            assert!(matches!(other, Err(Error::NotFound)), "{other:?}");
        }
        let listed = rig.store.attachments_of(&"tolerance/a".into()).await.unwrap();
        assert_eq!(listed.len(), 6);
        assert!(listed.iter().all(|file| file.name == "会议纪要.pdf"));
        rig.store.rotate_master_key().await.unwrap();
        rig.store.read_attachment(&"tolerance/a".into(), &listed[5].file).await.unwrap().all().await.unwrap();
    });
}

#[test]
fn a_file_of_one_case_cannot_be_taken_by_another() {
    on_both(async |rig: Rig| {
        let file = upload(&rig, b"x").await.file;
        let bound = |stream: &str, expected| {
            let mut one = batch(stream, Expected::At(expected), 1);
            one.files.push((file.clone(), stream.into()));
            rig.store.append(one)
        };
        bound("tolerance/a", 0).await.unwrap();
        assert!(matches!(bound("tolerance/b", 0).await, Err(Error::NotFound)));
        assert!(rig.store.head(&"tolerance/b".into()).await.unwrap().is_none(), "the event went with it");
        bound("tolerance/a", 1).await.unwrap();
    });
}

#[test]
fn an_upload_cut_in_the_middle_leaves_nothing_and_one_that_no_event_took_is_swept() {
    on_both(async |rig: Rig| {
        let mut cut = rig.store.begin_upload(Moment(10)).await.unwrap();
        let name = cut.file().clone();
        cut.write(&bytes(600_000)).await.unwrap();
        drop(cut);
        assert_eq!(files(&rig), Vec::<std::path::PathBuf>::new());
        assert_eq!(rig.store.attachment(&name).await.unwrap(), None);
        let mut given_up = rig.store.begin_upload(Moment(10)).await.unwrap();
        given_up.write(&bytes(600_000)).await.unwrap();
        given_up.abandon().await.unwrap();
        let left = upload(&rig, b"nobody wants me").await;
        let kept = upload(&rig, b"an event takes me").await;
        let mut one = batch("tolerance/a", Expected::At(0), 1);
        one.files.push((kept.file.clone(), "tolerance/a".into()));
        rig.store.append(one).await.unwrap();
        rig.store.sweep(Moment(10), 0).await.unwrap();
        assert!(rig.store.attachment(&left.file).await.unwrap().is_some(), "not old enough");
        rig.store.sweep(Moment(11), 0).await.unwrap();
        assert_eq!(rig.store.attachment(&left.file).await.unwrap(), None);
        let case = StreamId::from("tolerance/a");
        let read = rig.store.read_attachment(&case, &kept.file).await.unwrap().all().await.unwrap();
        assert_eq!(read, b"an event takes me");
        assert_eq!(files(&rig).len(), usize::from(rig.is_sqlite()));
    });
}

#[test]
fn a_file_that_was_changed_or_cut_on_the_disk_is_never_given_out() {
    on_both(async |rig: Rig| {
        let content = bytes(600_000);
        let file = upload(&rig, &content).await.file;
        let mut one = batch("tolerance/a", Expected::At(0), 1);
        one.files.push((file.clone(), "tolerance/a".into()));
        rig.store.append(one).await.unwrap();
        let read =
            async || rig.store.read_attachment(&"tolerance/a".into(), &file).await.unwrap().all().await;
        if rig.is_sqlite() {
            let path = files(&rig).pop().unwrap();
            let good = std::fs::read(&path).unwrap();
            assert_eq!(path.file_name().unwrap().to_str().unwrap(), sm3(&[&good]).to_string());
            let mut bad = good.clone();
            bad[300_000] ^= 1;
            for bytes in [&bad[..], &good[..good.len() - 1], &good[..2 * (256 * 1024 + 28)]] {
                std::fs::write(&path, bytes).unwrap();
                assert!(matches!(read().await, Err(Error::Corrupt(_))));
            }
        } else {
            rig.tamper("DELETE FROM attachment_chunk WHERE number = 2").await;
            assert!(matches!(read().await, Err(Error::Corrupt(_))));
        }
    });
}
