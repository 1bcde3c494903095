-- For the sqlite3 shell: everything of new people that is in this database and not in the one from before, as
-- insertions of many rows each. Whatever was sealed since has its mark again: the import wrote it.
ATTACH '{before}' AS old;
.output {file}
SELECT 'INSERT INTO stream (id, version, link, recorded_at) VALUES ' || group_concat('(' || quote(id) || ',' || version || ',' || quote(link) || ',' || recorded_at || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.stream WHERE id LIKE 'person/%' AND id NOT IN (SELECT id FROM old.stream)) GROUP BY many;
SELECT 'INSERT INTO stream_key (stream, wrapped) VALUES ' || group_concat('(' || quote(stream) || ',' || quote(wrapped) || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.stream_key WHERE stream LIKE 'person/%' AND stream NOT IN (SELECT id FROM old.stream)) GROUP BY many;
SELECT 'INSERT INTO ledger (stream, version, envelope, link) VALUES ' || group_concat('(' || quote(stream) || ',' || version || ',' || quote(envelope) || ',' || quote(link) || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.ledger WHERE stream LIKE 'person/%' AND stream NOT IN (SELECT id FROM old.stream)) GROUP BY many;
SELECT 'INSERT INTO unsealed (stream, version, recorded_at) VALUES ' || group_concat('(' || quote(id) || ',' || version || ',' || recorded_at || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.stream WHERE id LIKE 'person/%' AND id NOT IN (SELECT id FROM old.stream)) GROUP BY many;
SELECT 'INSERT INTO r_person (id, name, unit, content) VALUES ' || group_concat('(' || quote(id) || ',' || quote(name) || ',' || quote(unit) || ',' || quote(content) || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.r_person WHERE id NOT IN (SELECT id FROM old.r_person)) GROUP BY many;
