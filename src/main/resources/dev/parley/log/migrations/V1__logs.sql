-- "PARL": tells this file from any other SQLite file.
PRAGMA application_id = 1346458188;

-- One row for each log, with its end, so that neither a start nor an append has to look for it.
CREATE TABLE log (
    key    INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    seq    INTEGER NOT NULL,
    digest BLOB    NOT NULL CHECK (length(digest) = 16)
);

-- The entries. json is the whole of an entry, digest, kind, author and time included, and they stand in its first 300 bytes:
-- to store them again would only cost space. id is the ULID as its 16 bytes; the index on it is what makes a command
-- idempotent for ever. With a rowid: measured, WITHOUT ROWID doubles the file at 1,500 bytes an entry (long rows overflow early there) and
-- inserts into many logs at half the rate.
CREATE TABLE entry (
    log  INTEGER NOT NULL REFERENCES log (key),
    seq  INTEGER NOT NULL CHECK (seq > 0),
    id   BLOB    NOT NULL CHECK (length(id) = 16),
    json BLOB    NOT NULL,
    PRIMARY KEY (log, seq),
    UNIQUE (log, id)
);

-- Projection: the rooms, out of the directory log.
CREATE TABLE room (
    id          TEXT    PRIMARY KEY,
    name        TEXT    NOT NULL,
    created_seq INTEGER NOT NULL
) WITHOUT ROWID;
