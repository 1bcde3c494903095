//! The SQL that both engines understand as it stands, and the few texts that only one of them needs.

pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";
pub(crate) const COMMIT: &str = "COMMIT";
pub(crate) const ROLLBACK: &str = "ROLLBACK";
pub(crate) const SAVEPOINT: &str = "SAVEPOINT command";
pub(crate) const RELEASE: &str = "RELEASE command";
pub(crate) const ROLLBACK_TO: &str = "ROLLBACK TO command";

pub(crate) const META: &str = "SELECT value FROM meta WHERE name = $1";
pub(crate) const PUT_META: &str = "\
INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// The last event and the head of every stream that has unsealed events.
pub(crate) const TAIL: &str = "\
SELECT s.id, l.envelope, l.link, s.link FROM stream s LEFT JOIN ledger l ON l.stream = s.id AND l.version = s.version
WHERE s.id IN (SELECT stream FROM unsealed)";

pub(crate) const HEAD: &str = "SELECT version, link FROM stream WHERE id = $1 AND version > 0";
pub(crate) const ALL_HEADS: &str =
    "SELECT id, version, link FROM stream WHERE version > 0 AND id > $1 ORDER BY id LIMIT $2";
pub(crate) const LOAD: &str =
    "SELECT envelope, link FROM ledger WHERE stream = $1 AND version > $2 ORDER BY version";
pub(crate) const STREAM_KEY: &str = "SELECT wrapped FROM stream_key WHERE stream = $1";
pub(crate) const KEYS_AFTER: &str =
    "SELECT stream, wrapped FROM stream_key WHERE stream > $1 ORDER BY stream LIMIT $2";
pub(crate) const REWRAP_KEY: &str = "UPDATE stream_key SET wrapped = $2 WHERE stream = $1";
pub(crate) const DROP_KEY: &str = "DELETE FROM stream_key WHERE stream = $1";

/// SQLite: heads, keys and the earlier answer; PostgreSQL has a function for it that also locks.
pub(crate) const SQLITE_HEADS: &str = "\
SELECT s.id, s.version, s.link, s.recorded_at, coalesce(k.wrapped, x''), NULL, NULL
FROM stream s LEFT JOIN stream_key k ON k.stream = s.id WHERE s.id IN (SELECT value FROM json_each($1))
UNION ALL SELECT NULL, 0, NULL, 0, NULL, request_hash, versions FROM idempotency WHERE actor = $2 AND request = $3";
pub(crate) const POSTGRES_HEADS: &str = "SELECT * FROM rongheng_heads($1, $2, $3, $4)";

pub(crate) const NEW_HEAD: &str =
    "INSERT INTO stream (id, version, link, recorded_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
pub(crate) const MOVE_HEAD: &str =
    "UPDATE stream SET version = $2, link = $3, recorded_at = $4 WHERE id = $1 AND version = $5";
pub(crate) const PUT_EVENT: &str =
    "INSERT INTO ledger (stream, version, envelope, link) VALUES ($1, $2, $3, $4)";
pub(crate) const PUT_UNSEALED: &str =
    "INSERT INTO unsealed (stream, version, recorded_at) VALUES ($1, $2, $3)";
pub(crate) const PUT_KEY: &str = "INSERT INTO stream_key (stream, wrapped) VALUES ($1, $2)";
pub(crate) const PUT_OUTGOING: &str =
    "INSERT INTO outbox (stream, kind, payload, due_at) VALUES ($1, $2, $3, $4)";
pub(crate) const PUT_REQUEST: &str = "\
INSERT INTO idempotency (actor, request, request_hash, versions, recorded_at) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const BIND_FILE: &str =
    "UPDATE attachment SET stream = $2 WHERE file = $1 AND (stream = '' OR stream = $2)";

/// PostgreSQL: everything a command writes, in one round trip. The first two columns say how many heads moved
/// and how many files were bound.
pub(crate) const POSTGRES_APPEND: &str = "\
WITH moved AS (
  UPDATE stream s SET version = n.version, link = n.link, recorded_at = n.recorded_at
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[])
    AS n(id, was, version, link, recorded_at)
  WHERE s.id = n.id AND s.version = n.was RETURNING 1),
events AS (
  INSERT INTO ledger (stream, version, envelope, link)
  SELECT * FROM unnest($6::text[], $7::bigint[], $8::bytea[], $9::bytea[])),
waiting AS (
  INSERT INTO unsealed (stream, version, recorded_at)
  SELECT * FROM unnest($6::text[], $7::bigint[], $10::bigint[])),
fresh AS (INSERT INTO stream_key (stream, wrapped) SELECT * FROM unnest($11::text[], $12::bytea[])),
outgoing AS (
  INSERT INTO outbox (stream, kind, payload, due_at)
  SELECT o.stream, o.kind, o.payload, $16
  FROM unnest($13::text[], $14::text[], $15::text[]) WITH ORDINALITY AS o(stream, kind, payload, place)
  ORDER BY o.place),
asked AS (
  INSERT INTO idempotency (actor, request, request_hash, versions, recorded_at)
  SELECT i.actor, i.request, i.request_hash, i.versions, $16
  FROM unnest($17::text[], $18::text[], $19::bytea[], $20::text[]) AS i(actor, request, request_hash, versions)),
bound AS (
  UPDATE attachment a SET stream = f.stream FROM unnest($21::text[], $22::text[]) AS f(file, stream)
  WHERE a.file = f.file AND (a.stream = '' OR a.stream = f.stream) RETURNING 1),
submitted AS (
  DELETE FROM draft d USING unnest($23::text[], $24::text[]) AS g(actor, name)
  WHERE d.actor = g.actor AND d.name = g.name)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM bound), rongheng_project($25::text::jsonb)::text";

pub(crate) const PUT_SESSION: &str = "\
INSERT INTO session (token_hash, account, content, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash) DO UPDATE SET account = excluded.account, content = excluded.content, expires_at = excluded.expires_at";
pub(crate) const SESSION: &str = "SELECT account, content, expires_at FROM session WHERE token_hash = $1";
pub(crate) const DROP_SESSION: &str = "DELETE FROM session WHERE token_hash = $1";
pub(crate) const DROP_SESSIONS_OF: &str = "DELETE FROM session WHERE account = $1";
pub(crate) const THROTTLE: &str =
    "SELECT failures, window_start, blocked_until FROM throttle WHERE name = $1";
pub(crate) const PUT_THROTTLE: &str = "\
INSERT INTO throttle (name, failures, window_start, blocked_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, window_start = excluded.window_start, blocked_until = excluded.blocked_until";
pub(crate) const COUNT_FAILURE: &str = "\
INSERT INTO throttle (name, failures, window_start, blocked_until) VALUES ($1, 1, $2, 0)
ON CONFLICT (name) DO UPDATE SET
  failures = CASE WHEN throttle.window_start < $3 THEN 1 ELSE throttle.failures + 1 END,
  window_start = CASE WHEN throttle.window_start < $3 THEN $2 ELSE throttle.window_start END";
pub(crate) const CLEAR_THROTTLE: &str = "DELETE FROM throttle WHERE name = $1";

pub(crate) const PUT_DRAFT: &str = "\
INSERT INTO draft (actor, name, wrapped, sealed, ends_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (actor, name) DO UPDATE SET wrapped = excluded.wrapped, sealed = excluded.sealed, ends_at = excluded.ends_at";
pub(crate) const DRAFT: &str =
    "SELECT wrapped, sealed FROM draft WHERE actor = $1 AND name = $2 AND ends_at > $3";
pub(crate) const DRAFTS: &str = "SELECT name FROM draft WHERE actor = $1 AND ends_at > $2 ORDER BY name";
pub(crate) const DROP_DRAFT: &str = "DELETE FROM draft WHERE actor = $1 AND name = $2";
pub(crate) const DRAFT_KEYS: &str = "SELECT actor, name, wrapped FROM draft";
pub(crate) const REWRAP_DRAFT: &str = "UPDATE draft SET wrapped = $3 WHERE actor = $1 AND name = $2";

pub(crate) const PUT_DESK: &str = "\
INSERT INTO desk (person, name, wrapped, sealed, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person, name) DO UPDATE SET wrapped = excluded.wrapped, sealed = excluded.sealed, changed_at = excluded.changed_at";
pub(crate) const DESK: &str = "SELECT wrapped, sealed FROM desk WHERE person = $1 AND name = $2";
pub(crate) const DESKS: &str = "SELECT name FROM desk WHERE person = $1 ORDER BY name";
pub(crate) const DROP_DESK: &str = "DELETE FROM desk WHERE person = $1 AND name = $2";
pub(crate) const DESK_KEYS: &str = "SELECT person, name, wrapped FROM desk";
pub(crate) const REWRAP_DESK: &str = "UPDATE desk SET wrapped = $3 WHERE person = $1 AND name = $2";
pub(crate) const PUT_WORK: &str = "\
INSERT INTO long_work (id, person, kind, state, node, done, total, asked_at, beat_at, ends_at, wrapped, asked, said, result)
VALUES ($1, $2, $3, 'waiting', '', 0, 0, $4, $4, $5, $6, $7, $8, $9)";
pub(crate) const WORKS_OF: &str = "\
SELECT id, person, kind, state, done, total, asked_at, ends_at, wrapped, asked, said, CAST(length(result) AS BIGINT)
FROM long_work WHERE person = $1 AND ends_at > $2 ORDER BY asked_at DESC, id LIMIT 100";
pub(crate) const WORK: &str = "\
SELECT id, person, kind, state, done, total, asked_at, ends_at, wrapped, asked, said, CAST(length(result) AS BIGINT)
FROM long_work WHERE id = $1 AND ends_at > $2";
pub(crate) const NEXT_WORK: &str =
    "SELECT id FROM long_work WHERE state = 'waiting' AND ends_at > $1 ORDER BY asked_at, id LIMIT 1";
pub(crate) const CLAIM_WORK: &str = "\
UPDATE long_work SET state = 'running', node = $2, beat_at = $3, done = 0, total = 0
WHERE id = $1 AND state = 'waiting'";
pub(crate) const INTERRUPT_SILENT: &str =
    "UPDATE long_work SET state = 'interrupted' WHERE state IN ('running', 'finishing') AND beat_at < $1";
pub(crate) const INTERRUPT_NODE: &str =
    "UPDATE long_work SET state = 'interrupted' WHERE state IN ('running', 'finishing') AND node = $1";
pub(crate) const BEAT_WORK: &str = "\
UPDATE long_work SET done = $3, total = $4, beat_at = $5, said = $6
WHERE id = $1 AND node = $2 AND state IN ('running', 'finishing')";
pub(crate) const FINISHING_WORK: &str = "\
UPDATE long_work SET state = $3, beat_at = $4 WHERE id = $1 AND node = $2 AND state IN ('running', 'finishing')";
pub(crate) const END_WORK: &str = "\
UPDATE long_work SET state = $3, said = $4, result = CASE WHEN CAST($6 AS BIGINT) > 0 THEN $5 ELSE result END
WHERE id = $1 AND node = $2 AND state IN ('running', 'finishing')";
pub(crate) const CANCEL_WORK: &str = "\
UPDATE long_work SET state = 'cancelled' WHERE id = $1 AND person = $2 AND state IN ('waiting', 'running')";
pub(crate) const RESTART_WORK: &str = "\
UPDATE long_work SET state = 'waiting', node = '', done = 0, total = 0
WHERE id = $1 AND person = $2 AND state IN ('interrupted', 'failed', 'cancelled')";
pub(crate) const DROP_WORK: &str =
    "DELETE FROM long_work WHERE id = $1 AND person = $2 AND state NOT IN ('running', 'finishing')";
pub(crate) const WORK_RESULT: &str = "SELECT result FROM long_work WHERE id = $1 AND ends_at > $2";
pub(crate) const WORK_KEY: &str = "SELECT wrapped FROM long_work WHERE id = $1";
pub(crate) const SWEEP_WORKS: &str = "DELETE FROM long_work WHERE ends_at <= $1";
pub(crate) const WORK_KEYS: &str = "SELECT id, wrapped FROM long_work";
pub(crate) const REWRAP_WORK: &str = "UPDATE long_work SET wrapped = $2 WHERE id = $1";

/// Taking the first unfinished of each stream. PostgreSQL skips what another node takes at this moment.
pub(crate) const SQLITE_CLAIM: &str = "\
UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id IN (
  SELECT o.id FROM outbox o WHERE o.dead = 0 AND o.due_at <= $1
  AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.stream = o.stream AND e.id < o.id)
  ORDER BY o.id LIMIT $3)
RETURNING id, stream, kind, payload, attempts, why";
pub(crate) const POSTGRES_CLAIM: &str = "\
UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id IN (
  SELECT o.id FROM outbox o WHERE o.dead = 0 AND o.due_at <= $1
  AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.stream = o.stream AND e.id < o.id)
  ORDER BY o.id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, stream, kind, payload, attempts, why";
pub(crate) const HOLD: &str = "UPDATE outbox SET due_at = $3 WHERE id = $1 AND attempts = $2";
pub(crate) const FINISH: &str = "DELETE FROM outbox WHERE id = $1 AND attempts = $2";
pub(crate) const FAIL: &str =
    "UPDATE outbox SET why = $3, dead = $4, due_at = $5 WHERE id = $1 AND attempts = $2";
pub(crate) const REVIVE: &str = "UPDATE outbox SET dead = 0, due_at = $2 WHERE id = $1 AND dead = 1";
pub(crate) const DEAD_LETTERS: &str =
    "SELECT id, stream, kind, payload, attempts, why FROM outbox WHERE dead = 1 ORDER BY id";
pub(crate) const OUTBOX_LENGTH: &str = "SELECT count(*) FROM outbox";

pub(crate) const SWEEP_REQUESTS: &str = "DELETE FROM idempotency WHERE recorded_at < $1";
pub(crate) const SWEEP_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= $1";
pub(crate) const SWEEP_DRAFTS: &str = "DELETE FROM draft WHERE ends_at <= $1";
pub(crate) const SWEEP_THROTTLES: &str =
    "DELETE FROM throttle WHERE window_start < $1 AND blocked_until < $1";

/// Waits for a sealer on another node; the number is `rong` in ASCII.
pub(crate) const POSTGRES_SEALER_LOCK: &str = "SELECT pg_advisory_xact_lock(1919905383)::text";
/// Waits for another node that opens the store; the number is `shap` in ASCII.
pub(crate) const POSTGRES_SHAPE_LOCK: &str = "SELECT pg_advisory_xact_lock(1936220528)::text";
pub(crate) const SQLITE_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
pub(crate) const POSTGRES_TABLES: &str =
    "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";
pub(crate) const WAITING: &str = "\
SELECT u.stream, u.version, l.link FROM unsealed u JOIN ledger l ON l.stream = u.stream AND l.version = u.version
ORDER BY u.recorded_at, u.stream, u.version LIMIT $1";
pub(crate) const LEAVES: &str = "SELECT coalesce(max(number) + 1, 0) FROM leaf";
pub(crate) const LEAF_OF: &str = "SELECT number FROM leaf WHERE stream = $1 AND version = $2";
pub(crate) const FEED: &str =
    "SELECT number, stream, version FROM leaf WHERE number >= $1 ORDER BY number LIMIT $2";
pub(crate) const SQLITE_PUT_LEAVES: &str = "\
INSERT INTO leaf (number, stream, version) SELECT value->>0, value->>1, value->>2 FROM json_each($1)";
pub(crate) const SQLITE_DROP_WAITING: &str = "\
DELETE FROM unsealed WHERE (stream, version) IN (SELECT value->>1, value->>2 FROM json_each($1))";
pub(crate) const POSTGRES_PUT_LEAVES: &str = "\
WITH sealed AS (
  INSERT INTO leaf (number, stream, version) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])
  RETURNING stream, version)
DELETE FROM unsealed u USING sealed s WHERE u.stream = s.stream AND u.version = s.version";
pub(crate) const SQLITE_PUT_NODES: &str =
    "INSERT INTO node (id, hash) SELECT value->>0, unhex(value->>1) FROM json_each($1)";
pub(crate) const POSTGRES_PUT_NODES: &str =
    "INSERT INTO node (id, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])";
pub(crate) const PUT_CHECKPOINT: &str =
    "INSERT INTO checkpoint (size, content, signature) VALUES ($1, $2, $3)";
pub(crate) const LAST_CHECKPOINT: &str =
    "SELECT content, signature FROM checkpoint ORDER BY size DESC LIMIT 1";
pub(crate) const CHECKPOINTS_AFTER: &str =
    "SELECT content, signature FROM checkpoint WHERE size > $1 ORDER BY size";

pub(crate) const PUT_FILE: &str = "\
INSERT INTO attachment (file, stream, address, size, wrapped, about, uploaded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const FILE: &str =
    "SELECT file, stream, address, size, wrapped, about FROM attachment WHERE file = $1";
pub(crate) const FILES_OF: &str = "\
SELECT file, stream, address, size, wrapped, about FROM attachment WHERE stream = $1 ORDER BY uploaded_at, file";
pub(crate) const PACKAGES_BEFORE: &str =
    "SELECT DISTINCT stream FROM attachment WHERE stream LIKE 'package/%' AND uploaded_at < $1";
pub(crate) const DROP_FILES_OF: &str = "DELETE FROM attachment WHERE stream = $1 RETURNING file, address";
pub(crate) const SWEEP_FILES: &str =
    "DELETE FROM attachment WHERE stream = '' AND uploaded_at < $1 RETURNING address";
pub(crate) const PUT_CHUNK: &str =
    "INSERT INTO attachment_chunk (file, number, sealed, uploaded_at) VALUES ($1, $2, $3, $4)";
pub(crate) const CHUNK: &str = "SELECT sealed FROM attachment_chunk WHERE file = $1 AND number = $2";
pub(crate) const DROP_CHUNKS: &str = "DELETE FROM attachment_chunk WHERE file = $1";
pub(crate) const SWEEP_CHUNKS: &str =
    "DELETE FROM attachment_chunk WHERE uploaded_at < $1 AND file NOT IN (SELECT file FROM attachment)";
pub(crate) const FILE_KEYS: &str = "SELECT file, wrapped FROM attachment";
pub(crate) const REWRAP_FILE: &str = "UPDATE attachment SET wrapped = $2 WHERE file = $1";
pub(crate) const SQLITE_TRUNCATE_WAL: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

pub(crate) const READ_SQLITE: &str = "BEGIN";
pub(crate) const READ_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
pub(crate) const LEDGER_AFTER: &str = "\
SELECT stream, version, envelope, link FROM ledger WHERE (stream, version) > ($1, $2)
ORDER BY stream, version LIMIT $3";
pub(crate) const ALL_CHECKPOINTS: &str = "SELECT size, content, signature FROM checkpoint ORDER BY size";
pub(crate) const LEAVES_FROM: &str = "\
SELECT f.number, f.stream, f.version, l.link FROM leaf f
LEFT JOIN ledger l ON l.stream = f.stream AND l.version = f.version
WHERE f.number >= $1 ORDER BY f.number LIMIT $2";
/// Events without a leaf, and whether they wait for one.
pub(crate) const WITHOUT_LEAF: &str = "\
SELECT l.stream, l.version, (SELECT count(*) FROM unsealed u WHERE u.stream = l.stream AND u.version = l.version)
FROM ledger l WHERE NOT EXISTS (SELECT 1 FROM leaf f WHERE f.stream = l.stream AND f.version = l.version)";
