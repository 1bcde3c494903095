//! The text index. A document is one case as one audience sees it, and nothing of the text is kept in readable form:
//! only ids come back, with the audience in whose view the words stand. Whoever asks compares that audience with the
//! reader's own, so that a hit never tells of words in a part of the case the reader may not see.

use std::{
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term,
    collector::TopDocs,
    directory::MmapDirectory,
    query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery},
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _},
};

use crate::words;

/// The form of the index; another number makes it anew.
const FORM: &str = "1";
/// The file that holds it.
const FORM_FILE: &str = "form";
/// Bytes the writer gathers before it writes a segment.
const ROOM: usize = 30_000_000;

/// A case as one audience sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// `officer`, `official:zhou`.
    pub audience: String,
    /// Every word of that view.
    pub text: String,
}

/// A case with words in a view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The case.
    pub id: String,
    /// In whose view.
    pub audience: String,
}

/// Why the index does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the text index: {0}")]
pub struct Broken(String);

impl From<tantivy::TantivyError> for Broken {
    fn from(error: tantivy::TantivyError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    id: Field,
    audience: Field,
    text: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let positions = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        audience: schema.add_text_field("audience", STRING | STORED),
        text: schema.add_text_field("text", TextOptions::default().set_indexing_options(positions)),
    };
    (schema.build(), fields)
}

/// The index.
pub struct TextIndex {
    index: Index,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
    fields: Fields,
}

impl std::fmt::Debug for TextIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextIndex")
    }
}

impl TextIndex {
    /// In memory.
    pub fn in_memory() -> Result<Self, Broken> {
        let (schema, fields) = schema();
        Self::over(Index::create_in_ram(schema), fields)
    }

    /// In a folder. One that is missing, damaged or of another form is made anew, empty.
    pub fn in_folder(folder: &Path) -> Result<Self, Broken> {
        match Self::opened(folder) {
            Ok(index) => Ok(index),
            Err(Broken(why)) => {
                if folder.exists() {
                    tracing::warn!(%why, "the text index is made anew");
                    fs::remove_dir_all(folder)?;
                }
                Self::created(folder)
            }
        }
    }

    fn opened(folder: &Path) -> Result<Self, Broken> {
        if fs::read_to_string(folder.join(FORM_FILE))? != FORM {
            return Err(Broken("of another form".to_owned()));
        }
        let (schema, fields) = schema();
        let index = Index::open_in_dir(folder)?;
        if index.schema() != schema || !index.validate_checksum()?.is_empty() {
            return Err(Broken("damaged".to_owned()));
        }
        Self::over(index, fields)
    }

    fn created(folder: &Path) -> Result<Self, Broken> {
        fs::create_dir_all(folder)?;
        private(folder)?;
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(folder).map_err(|error| Broken(error.to_string()))?;
        let index = Index::create(directory, schema, IndexSettings::default())?;
        fs::write(folder.join(FORM_FILE), FORM)?;
        Self::over(index, fields)
    }

    fn over(index: Index, fields: Fields) -> Result<Self, Broken> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = Mutex::new(index.writer_with_num_threads(1, ROOM)?);
        Ok(Self { index, reader, writer, fields })
    }

    /// Up to which leaf of the ledger it holds: the number of leaves that are in it.
    pub fn height(&self) -> Result<u64, Broken> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.and_then(|payload| payload.parse().ok()).unwrap_or(0))
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, IndexWriter> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts these cases in the place of what is known of them, and says that it holds up to `height`. A case without
    /// views is no longer found. One commit for all of them.
    pub fn put(&self, cases: &[(String, Vec<View>)], height: u64) -> Result<(), Broken> {
        let mut writer = self.writer();
        for (id, views) in cases {
            writer.delete_term(Term::from_field_text(self.fields.id, id));
            for view in views {
                let mut document = TantivyDocument::default();
                document.add_text(self.fields.id, id);
                document.add_text(self.fields.audience, &view.audience);
                document.add_text(self.fields.text, words::terms(&view.text).join(" "));
                writer.add_document(document)?;
            }
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&height.to_string());
        commit.commit()?;
        drop(writer);
        self.reader.reload()?;
        Ok(())
    }

    /// Takes what was replaced out of every file: deleted text stays in a segment until it is merged.
    pub fn squeeze(&self) -> Result<(), Broken> {
        let mut writer = self.writer();
        let segments = self.index.searchable_segment_ids()?;
        if !segments.is_empty() {
            writer.merge(&segments).wait()?;
        }
        writer.garbage_collect_files().wait()?;
        drop(writer);
        self.reader.reload()?;
        Ok(())
    }

    /// Empties it.
    pub fn clear(&self) -> Result<(), Broken> {
        let mut writer = self.writer();
        writer.delete_all_documents()?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload("0");
        commit.commit()?;
        drop(writer);
        self.reader.reload()?;
        Ok(())
    }

    /// Cases with all that was typed in one of these views, the best first; `skip` leaves out what was given before.
    /// What is typed in one piece is looked for in one piece first, and word by word where it stands nowhere so.
    pub fn find(
        &self,
        typed: &str,
        audiences: &[String],
        skip: usize,
        limit: usize,
    ) -> Result<Vec<Hit>, Broken> {
        let whole = words::pieces(typed);
        if whole.is_empty() || audiences.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let found = self.having(&whole, audiences, 0, 1)?;
        let pieces = if found.is_empty() { words::words(typed) } else { whole };
        self.having(&pieces, audiences, skip, limit)
    }

    fn having(
        &self,
        pieces: &[Vec<String>],
        audiences: &[String],
        skip: usize,
        limit: usize,
    ) -> Result<Vec<Hit>, Broken> {
        let term = |text: &String| Term::from_field_text(self.fields.text, text);
        let mut all: Vec<(Occur, Box<dyn Query>)> = pieces
            .iter()
            .map(|terms| {
                let query: Box<dyn Query> = match terms.as_slice() {
                    [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::WithFreqs)),
                    several => Box::new(PhraseQuery::new(several.iter().map(term).collect())),
                };
                (Occur::Must, query)
            })
            .collect();
        let audiences =
            audiences.iter().map(|audience| Term::from_field_text(self.fields.audience, audience));
        all.push((Occur::Must, Box::new(TermSetQuery::new(audiences))));
        let searcher = self.reader.searcher();
        let best = TopDocs::with_limit(limit).and_offset(skip).order_by_score();
        let found = searcher.search(&BooleanQuery::new(all), &best)?;
        let mut hits = Vec::new();
        for (_, at) in found {
            let document: TantivyDocument = searcher.doc(at)?;
            let text = |field| {
                document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
            };
            hits.push(Hit { id: text(self.fields.id), audience: text(self.fields.audience) });
        }
        Ok(hits)
    }
}

/// Whether anything in what was typed can be looked for.
pub fn can_be_found(typed: &str) -> bool {
    !words::pieces(typed).is_empty()
}

/// Nobody but the program reads it.
#[cfg(unix)]
fn private(folder: &Path) -> Result<(), Broken> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn private(_folder: &Path) -> Result<(), Broken> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(audience: &str, text: &str) -> View {
        View { audience: audience.into(), text: text.into() }
    }

    fn filled(index: &TextIndex) {
        let cases = vec![
            (
                "tolerance/1".to_owned(),
                vec![
                    view(
                        "officer",
                        "容〔2026〕17号 集体决策确定的补偿面积超出个案标准 当事人周砚清主任，证人司徒𬭎",
                    ),
                    view("official:zhou", "容〔2026〕17号 集体决策确定的补偿面积超出个案标准"),
                ],
            ),
            ("tolerance/2".to_owned(), vec![view("officer", "容〔2026〕18号 茶滘街道占道执法 穗A123")]),
        ];
        index.put(&cases, 42).unwrap();
    }

    fn ids(index: &TextIndex, typed: &str, audience: &str) -> Vec<String> {
        let found = index.find(typed, &[audience.to_owned()], 0, 10).unwrap();
        found.into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn a_name_is_found_only_in_the_view_in_which_it_stands() {
        let index = TextIndex::in_memory().unwrap();
        filled(&index);
        for typed in ["周砚清", "司徒𬭎", "容(２０２６)017", "补偿面积 周砚清", "补偿标准"]
        {
            let found = ids(&index, typed, "officer");
            assert_eq!(found, ["tolerance/1"], "{typed}");
        }
        assert_eq!(ids(&index, "a123", "officer"), ["tolerance/2"]);
        assert_eq!(ids(&index, "司徒𬭎", "official:zhou"), Vec::<String>::new());
        assert_eq!(ids(&index, "补偿面积", "official:zhou"), ["tolerance/1"]);
        assert_eq!(ids(&index, "补偿面积", "official:yan"), Vec::<String>::new());
        assert_eq!(index.height().unwrap(), 42);
    }

    #[test]
    fn nothing_signs_and_very_long_texts_find_nothing_and_do_not_fail() {
        let index = TextIndex::in_memory().unwrap();
        filled(&index);
        for typed in ["", " 　", "，。？！", &"猫狗".repeat(5_000)] {
            assert_eq!(ids(&index, typed, "officer"), Vec::<String>::new());
        }
        assert!(!can_be_found("〔〕——") && can_be_found("𬭎"));
    }

    #[test]
    fn a_case_that_is_put_again_is_found_by_its_new_words_only() {
        let index = TextIndex::in_memory().unwrap();
        filled(&index);
        index.put(&[("tolerance/1".to_owned(), vec![view("officer", "先用后批")])], 43).unwrap();
        assert_eq!(ids(&index, "周砚清", "officer"), Vec::<String>::new());
        assert_eq!(ids(&index, "先用后批", "officer"), ["tolerance/1"]);
    }

    #[test]
    fn a_damaged_index_and_one_of_another_form_are_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("search");
        filled(&TextIndex::in_folder(&at).unwrap());
        let again = TextIndex::in_folder(&at).unwrap();
        assert_eq!((again.height().unwrap(), ids(&again, "茶滘", "officer").len()), (42, 1));
        drop(again);
        fs::write(at.join(FORM_FILE), "0").unwrap();
        assert_eq!(TextIndex::in_folder(&at).unwrap().height().unwrap(), 0);
        fs::write(at.join("meta.json"), "{").unwrap();
        let anew = TextIndex::in_folder(&at).unwrap();
        assert_eq!((anew.height().unwrap(), ids(&anew, "茶滘", "officer").len()), (0, 0));
    }

    #[test]
    fn what_was_replaced_is_in_no_segment_any_more_after_squeezing() {
        let folder = tempfile::tempdir().unwrap();
        let index = TextIndex::in_folder(&folder.path().join("search")).unwrap();
        filled(&index);
        let deleted = || {
            index
                .reader
                .searcher()
                .segment_readers()
                .iter()
                .map(tantivy::SegmentReader::num_deleted_docs)
                .sum::<u32>()
        };
        index.put(&[("tolerance/1".to_owned(), Vec::new())], 43).unwrap();
        assert!(deleted() > 0, "its terms are in a segment still");
        index.squeeze().unwrap();
        assert_eq!((deleted(), index.height().unwrap()), (0, 43));
        assert_eq!(ids(&index, "茶滘", "officer"), ["tolerance/2"]);
    }
}
