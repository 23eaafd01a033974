-- The term of the leader whose history a copy of a log holds; 0: of none. It decides which of two copies is believed.
ALTER TABLE log ADD COLUMN term INTEGER NOT NULL DEFAULT 0 CHECK (term >= 0);

-- Entries that were cut off a log because the cluster's history is another one. They wait here until they are given back as commands.
-- AUTOINCREMENT: a row number is never used again, so that a reader who goes on after the last one he saw misses nothing.
-- log is a name: an orphan is nobody's entry. The same command need not be given back twice, so its id is here once.
CREATE TABLE orphan (
    row    INTEGER PRIMARY KEY AUTOINCREMENT,
    log    TEXT    NOT NULL,
    seq    INTEGER NOT NULL CHECK (seq > 0),
    id     BLOB    NOT NULL CHECK (length(id) = 16),
    json   BLOB    NOT NULL,
    cut_at INTEGER NOT NULL,
    UNIQUE (log, id)
);
