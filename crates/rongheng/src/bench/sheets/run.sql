-- For the sqlite3 shell: a file of insertions in one transaction, with the settings with which the program writes.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
BEGIN IMMEDIATE;
.read {file}
COMMIT;
