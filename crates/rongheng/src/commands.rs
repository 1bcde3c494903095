//! The short commands: init, doctor, import, rebuild, matrix.

use std::path::{Path, PathBuf};

use rongheng_app::{Actor, App, Imported, SignIn};

use crate::{DONE, OTHERWISE, UNREADABLE, cli::ExportCase, place::Place};

/// `rongheng init`.
pub(crate) async fn init(place: &Place, sm4: bool, policy: Option<PathBuf>) -> anyhow::Result<u8> {
    std::fs::create_dir_all(&place.data)?;
    let mut config = place.config();
    config.sm4 = sm4;
    let (app, first) = App::init(config).await?;
    println!("已建库：{}", app.config().database);
    println!("密钥目录：{}（请与数据库分开备份，不要放在同一介质）", app.config().keys.display());
    println!("检查点文件：{}（请同步到另一台机器）", app.config().checkpoints.display());
    println!();
    println!("首个管理员的一次性启用码（只显示这一次）：{}", first.code);
    println!("启动后打开 /first-administrator，用启用码设立系统管理员。");
    match policy {
        Some(folder) => import(place, &folder).await,
        None => Ok(DONE),
    }
}

/// `rongheng import`.
pub(crate) async fn import(place: &Place, folder: &Path) -> anyhow::Result<u8> {
    let app = place.open().await?;
    let imported = app.import_policy(&Actor::jobs(), folder).await?;
    // Sealed before it is reported: what the program says it did can be checked at once.
    app.settle().await?;
    Ok(tell_import(&imported))
}

/// Prints what an import came to; the exit status that goes with it.
pub(crate) fn tell_import(imported: &Imported) -> u8 {
    for line in &imported.repaired {
        println!("已修正：{line}");
    }
    for fault in &imported.faults {
        println!("{} 第 {} 行：{}", fault.file, fault.row, fault.says);
    }
    if imported.faults.is_empty() {
        println!("已导入：{} 个文件，{} 条事件。", imported.files, imported.events);
        DONE
    } else {
        println!("没有导入：共 {} 处需要更正，更正后重新导入。", imported.faults.len());
        UNREADABLE
    }
}

/// `rongheng doctor`.
pub(crate) async fn doctor(place: &Place) -> anyhow::Result<u8> {
    let checkup = place.open().await?.doctor().await?;
    let mut answer = DONE;
    for line in &checkup.lines {
        println!("{}：{}", line.title, line.value);
        if let Some(advice) = &line.advice {
            println!("    请处理：{advice}");
            answer = OTHERWISE;
        }
    }
    Ok(answer)
}

/// `rongheng rebuild`.
pub(crate) async fn rebuild(place: &Place) -> anyhow::Result<u8> {
    let cases = place.open().await?.rebuild().await?;
    println!("已由账本重建各读表，共 {cases} 件案件。");
    Ok(DONE)
}

/// `rongheng matrix`.
pub(crate) async fn matrix(place: &Place) -> anyhow::Result<u8> {
    println!("{}", place.open().await?.access_matrix());
    Ok(DONE)
}

/// `rongheng export-case`: whoever exports signs in as on the page, and has no more rights than there.
pub(crate) async fn export_case(place: &Place, asked: ExportCase) -> anyhow::Result<u8> {
    let app = place.open().await?;
    let mut password = String::new();
    eprint!("口令：");
    std::io::stdin().read_line(&mut password)?;
    let typed = SignIn {
        login: asked.login,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        totp: asked.totp,
        address: "command".to_owned(),
    };
    let signed = match app.sign_in(typed).await {
        Ok(signed) => signed,
        Err(refused) => {
            eprintln!("没有导出：{refused}");
            return Ok(UNREADABLE);
        }
    };
    // What is done here is done by the person; no session is left open.
    app.sign_out(&signed.token).await?;
    let Some(case) = app.find_by_number(&signed.actor, &asked.number).await? else {
        eprintln!("没有导出：没有这件案件，或者这个账号看不到它。请核对案号。");
        return Ok(UNREADABLE);
    };
    match app.archive_into(&signed.actor, &case, &asked.to).await {
        Ok(says) => {
            println!("{says}");
            println!("核对：python3 {0}/verify_archive.py {0} --key 公钥", asked.to.display());
            Ok(DONE)
        }
        Err(rongheng_app::Error::Refused(refusal) | rongheng_app::Error::Forbidden(refusal)) => {
            for reason in refusal.reasons {
                eprintln!("没有导出：{}", reason.says);
            }
            Ok(OTHERWISE)
        }
        Err(other) => Err(other.into()),
    }
}
