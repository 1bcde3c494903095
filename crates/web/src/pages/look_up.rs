//! Names that somebody typed instead of choosing: the register is asked for them.

use rongheng_domain::{
    form::{Fault, Field, Input},
    ids::FileId,
};

use super::{act::PAPER, stray::asked};
use crate::{
    error_page::Problem,
    render::form::{Sent, Sources},
    visit::{Signed, Web},
};

/// Puts the names to the files that a form or a draft holds; a file that is not there is a fault.
pub(crate) async fn file_names(
    web: &Web,
    fields: &'static [Field],
    sent: &Sent,
    sources: &mut Sources,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = Vec::new();
    for (name, field) in asked(fields, sent).into_iter().chain(asked(PAPER, sent)) {
        let id = sent.get(&name).map_or("", |text| text.trim());
        if !matches!(field.input, Input::File) || id.is_empty() || sources.files.contains_key(id) {
            continue;
        }
        match web.app.upload_name(&FileId(id.to_owned())).await? {
            Some(known) => {
                sources.files.insert(id.to_owned(), known);
            }
            None => faults.push(Fault {
                field: name,
                label: field.label,
                says: format!("没有找到“{}”上传的文件，请重新上传。", field.label),
            }),
        }
    }
    Ok(faults)
}

/// Asks the register for every name typed that the page did not offer.
pub(crate) async fn look_up(
    web: &Web,
    signed: &Signed,
    fields: &'static [Field],
    sent: &Sent,
    sources: &mut Sources,
) -> Result<(), Problem> {
    for (key, text) in sent {
        let text = text.trim();
        let name = key.split('.').next_back().unwrap_or_default();
        let field = fields
            .iter()
            .chain(PAPER)
            .flat_map(|field| match field.input {
                Input::List(inner) => inner.iter().collect::<Vec<_>>(),
                _ => vec![field],
            })
            .find(|field| field.name == name);
        let Some(field) = field.filter(|_| !text.is_empty()) else { continue };
        let known = match field.input {
            Input::Person => &mut sources.people,
            Input::Unit => &mut sources.units,
            _ => continue,
        };
        if known.iter().any(|(id, label)| id == text || label == text) {
            continue;
        }
        let plain = text.split(" · ").next().unwrap_or(text);
        let found = match field.input {
            Input::Person => web.app.find_people(&signed.actor, plain).await?,
            _ => web.app.find_units(&signed.actor, plain).await?,
        };
        for choice in found {
            if !known.iter().any(|(id, _)| *id == choice.value) {
                known.push((choice.value, choice.label));
            }
        }
    }
    Ok(())
}
