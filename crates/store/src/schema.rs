//! The tables. One text for both engines, with two words that differ; what only one engine has follows.

/// Tables of the ledger and of what lives beside it. `BYTES`, `NUMBERED` and `CLUSTERED` are replaced by the dialect;
/// texts that are keys compare by their bytes on both engines. A clustered table is its own key: SQLite writes one
/// page for a row where it would write two, and every page that a command touches is synced with its commit.
pub(crate) const TABLES: &str = r"
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE ledger (
  stream TEXT NOT NULL, version BIGINT NOT NULL, envelope BYTES NOT NULL, link BYTES NOT NULL,
  PRIMARY KEY (stream, version));
CREATE TABLE stream (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, link BYTES NOT NULL, recorded_at BIGINT NOT NULL) CLUSTERED;
CREATE TABLE stream_key (stream TEXT NOT NULL PRIMARY KEY, wrapped BYTES NOT NULL) CLUSTERED;
CREATE TABLE unsealed (
  stream TEXT NOT NULL, version BIGINT NOT NULL, recorded_at BIGINT NOT NULL, PRIMARY KEY (stream, version)) CLUSTERED;
CREATE TABLE leaf (
  number BIGINT NOT NULL PRIMARY KEY, stream TEXT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (stream, version));
CREATE TABLE node (id BIGINT NOT NULL PRIMARY KEY, hash BYTES NOT NULL);
CREATE TABLE checkpoint (size BIGINT NOT NULL PRIMARY KEY, content TEXT NOT NULL, signature BYTES NOT NULL);
CREATE TABLE outbox (
  id NUMBERED, stream TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
  dead BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0, due_at BIGINT NOT NULL,
  why TEXT NOT NULL DEFAULT '');
CREATE INDEX outbox_stream ON outbox (stream, id);
CREATE INDEX outbox_due ON outbox (dead, due_at);
CREATE TABLE idempotency (
  actor TEXT NOT NULL, request TEXT NOT NULL, request_hash BYTES NOT NULL, versions TEXT NOT NULL,
  recorded_at BIGINT NOT NULL, PRIMARY KEY (actor, request)) CLUSTERED;
CREATE INDEX idempotency_age ON idempotency (recorded_at);
CREATE TABLE draft (
  actor TEXT NOT NULL, name TEXT NOT NULL, wrapped BYTES NOT NULL, sealed BYTES NOT NULL,
  ends_at BIGINT NOT NULL, PRIMARY KEY (actor, name));
CREATE TABLE desk (
  person TEXT NOT NULL, name TEXT NOT NULL, wrapped BYTES NOT NULL, sealed BYTES NOT NULL,
  changed_at BIGINT NOT NULL, PRIMARY KEY (person, name));
CREATE TABLE long_work (
  id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, node TEXT NOT NULL,
  done BIGINT NOT NULL, total BIGINT NOT NULL, asked_at BIGINT NOT NULL, beat_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL, wrapped BYTES NOT NULL, asked BYTES NOT NULL, said BYTES NOT NULL, result BYTES NOT NULL);
CREATE INDEX long_work_person ON long_work (person, asked_at);
CREATE INDEX long_work_state ON long_work (state, asked_at);
CREATE TABLE attachment (
  file TEXT NOT NULL PRIMARY KEY, stream TEXT NOT NULL, address BYTES NOT NULL, size BIGINT NOT NULL,
  wrapped BYTES NOT NULL, about BYTES NOT NULL, uploaded_at BIGINT NOT NULL);
CREATE INDEX attachment_stream ON attachment (stream, uploaded_at);
CREATE TABLE attachment_chunk (
  file TEXT NOT NULL, number BIGINT NOT NULL, sealed BYTES NOT NULL, uploaded_at BIGINT NOT NULL,
  PRIMARY KEY (file, number));
CREATE TABLE session (
  token_hash BYTES NOT NULL PRIMARY KEY, account TEXT NOT NULL, content BYTES NOT NULL,
  expires_at BIGINT NOT NULL);
CREATE INDEX session_account ON session (account);
CREATE TABLE throttle (
  name TEXT NOT NULL PRIMARY KEY, failures BIGINT NOT NULL, window_start BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL);
";

/// The read tables; [`crate::project`] knows their columns. A store whose tables were made from another text drops
/// them and has them made anew ([`crate::upgrade`]): where their columns stay and only what is written into them
/// changes, the number in the first line is raised.
pub(crate) const READ_TABLES: &str = r"-- rows 4
CREATE TABLE r_case (
  stream TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, number TEXT NOT NULL,
  numbered TEXT NOT NULL, title TEXT NOT NULL,
  stage TEXT NOT NULL, unit TEXT NOT NULL, organ TEXT NOT NULL, opened_on TEXT NOT NULL,
  due_rule TEXT NOT NULL, due_on TEXT NOT NULL, due_provisional BIGINT NOT NULL, disclosed BIGINT NOT NULL,
  closed_on TEXT NOT NULL, archived_on TEXT NOT NULL, cause TEXT NOT NULL, marks TEXT NOT NULL,
  version BIGINT NOT NULL) CLUSTERED;
CREATE INDEX r_case_newest ON r_case (opened_on, stream);
CREATE INDEX r_case_kind ON r_case (kind, opened_on, stream);
CREATE INDEX r_case_stage ON r_case (stage, opened_on, stream);
CREATE INDEX r_case_unit ON r_case (unit, opened_on, stream);
CREATE INDEX r_case_organ ON r_case (organ, opened_on, stream);
CREATE INDEX r_case_number ON r_case (number);
CREATE INDEX r_case_numbered ON r_case (numbered, stream);
CREATE INDEX r_case_due ON r_case ((CASE due_on WHEN '' THEN '~' ELSE due_on END), stream);
CREATE INDEX r_case_cause ON r_case (cause);
CREATE TABLE r_part (
  stream TEXT NOT NULL, who TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (stream, who, part)) CLUSTERED;
CREATE INDEX r_part_who ON r_part (who, part, stream);
CREATE TABLE r_task (
  stream TEXT NOT NULL, action TEXT NOT NULL, about TEXT NOT NULL, says TEXT NOT NULL, who TEXT NOT NULL,
  due_rule TEXT NOT NULL, due_on TEXT NOT NULL, due_provisional BIGINT NOT NULL,
  PRIMARY KEY (stream, action, about, who)) CLUSTERED;
CREATE INDEX r_task_who ON r_task (who, (CASE due_on WHEN '' THEN '~' ELSE due_on END), stream, action, about);
CREATE TABLE r_look (
  owner TEXT NOT NULL, stream TEXT NOT NULL, person TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL,
  first_at TEXT NOT NULL, last_at TEXT NOT NULL, times TEXT NOT NULL, PRIMARY KEY (owner, what)) CLUSTERED;
CREATE INDEX r_look_case ON r_look (stream, day, owner, what);
CREATE TABLE r_act (
  stream TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, title TEXT NOT NULL, actor TEXT NOT NULL,
  acted_for TEXT NOT NULL, done_at TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (stream, done_at, version, who, what)) CLUSTERED;
CREATE INDEX r_act_who ON r_act (who, what, done_at, stream, version);
CREATE INDEX r_act_newest ON r_act (what, done_at, stream, version);
CREATE INDEX r_task_due ON r_task (due_on, stream, action, about, who);
CREATE TABLE r_message (
  source TEXT NOT NULL, stream TEXT NOT NULL, who TEXT NOT NULL, says TEXT NOT NULL, said_on TEXT NOT NULL,
  actor TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (source, version, who)) CLUSTERED;
CREATE INDEX r_message_who ON r_message (who, said_on, source, version);
CREATE TABLE r_trace (
  stream TEXT NOT NULL, sign TEXT NOT NULL, subject TEXT NOT NULL, on_day TEXT NOT NULL, then_day TEXT NOT NULL,
  PRIMARY KEY (stream, sign, subject)) CLUSTERED;
CREATE INDEX r_trace_sign ON r_trace (sign, subject, on_day, stream, then_day);
CREATE TABLE r_read (id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL) CLUSTERED;
CREATE TABLE r_person (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX r_person_name ON r_person (name, id);
CREATE INDEX r_person_unit ON r_person (unit, name, id);
CREATE TABLE r_away (
  person TEXT NOT NULL, number TEXT NOT NULL, way TEXT NOT NULL, stands_in TEXT NOT NULL, roles TEXT NOT NULL,
  from_on TEXT NOT NULL, until_on TEXT NOT NULL, PRIMARY KEY (person, number)) CLUSTERED;
CREATE INDEX r_away_until ON r_away (until_on);
CREATE TABLE r_unit (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX r_unit_name ON r_unit (name, id);
CREATE TABLE r_account (login TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, content TEXT NOT NULL);
";

/// SQLite: nobody changes or removes a stored event, whatever program holds the file.
pub(crate) const SQLITE_GUARDS: &str = r"
CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'a stored event is never changed'); END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'a stored event is never removed'); END;
CREATE TRIGGER leaf_keeps BEFORE UPDATE ON leaf BEGIN
  SELECT RAISE(ABORT, 'a sealed leaf is never changed'); END;
CREATE TRIGGER leaf_stays BEFORE DELETE ON leaf BEGIN
  SELECT RAISE(ABORT, 'a sealed leaf is never removed'); END;
";

/// PostgreSQL: the role that made the tables gives the rights away, and a trigger stops a superuser too.
pub(crate) const POSTGRES_GUARDS: &str = r"
CREATE FUNCTION rongheng_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a stored event is never changed or removed'; END $$;
CREATE TRIGGER ledger_keeps BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION rongheng_never();
CREATE TRIGGER ledger_stays BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION rongheng_never();
CREATE TRIGGER leaf_keeps BEFORE UPDATE OR DELETE ON leaf FOR EACH ROW EXECUTE FUNCTION rongheng_never();
CREATE TRIGGER leaf_stays BEFORE TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION rongheng_never();
REVOKE UPDATE, DELETE, TRUNCATE ON ledger, leaf FROM CURRENT_USER;
";

/// PostgreSQL: the heads of a command, locked in one order on every node, with the keys of the streams and
/// the answer to an earlier request, in one round trip. A stream that does not exist yet is locked by a row
/// of version 0, which goes with the transaction when that is given up.
pub(crate) const POSTGRES_FUNCTIONS: &str = r#"
CREATE FUNCTION rongheng_heads(written text[], relied text[], who text, asked text)
RETURNS TABLE (head text, version bigint, link bytea, recorded_at bigint, wrapped bytea,
               request_hash bytea, versions text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE name text COLLATE "C";
BEGIN
  FOR name IN SELECT DISTINCT u COLLATE "C" FROM unnest(written || relied) u ORDER BY 1 LOOP
    LOOP
      IF name = ANY (written) THEN
        PERFORM 1 FROM stream s WHERE s.id = name FOR UPDATE;
      ELSE
        PERFORM 1 FROM stream s WHERE s.id = name FOR SHARE;
      END IF;
      EXIT WHEN FOUND;
      INSERT INTO stream AS s (id, version, link, recorded_at)
      VALUES (name, 0, ''::bytea, -9223372036854775808) ON CONFLICT (id) DO NOTHING;
    END LOOP;
  END LOOP;
  RETURN QUERY
    SELECT s.id::text, s.version, s.link, s.recorded_at, coalesce(k.wrapped, ''::bytea), NULL::bytea, NULL::text
    FROM stream s LEFT JOIN stream_key k ON k.stream = s.id WHERE s.id = ANY (written || relied)
    UNION ALL
    SELECT NULL, 0, NULL, 0, NULL, i.request_hash, i.versions
    FROM idempotency i WHERE i.actor = who AND i.request = asked;
END $$;
"#;
