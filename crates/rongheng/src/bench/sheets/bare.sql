-- For the sqlite3 shell: the list alone in one table of four columns; nothing sealed, nothing kept of who and when.
.output {file}
.print CREATE TABLE bare (id TEXT, name TEXT, unit TEXT, content TEXT);
SELECT 'INSERT INTO bare (id, name, unit, content) VALUES ' || group_concat('(' || quote(id) || ',' || quote(name) || ',' || quote(unit) || ',' || quote(content) || ')') || ';'
FROM (SELECT *, (row_number() OVER () - 1) / {together} AS many FROM main.r_person) GROUP BY many;
