-- For each shard the newest term of which a leader was told that nothing is taken from older ones. It has to outlive a crash: a leader that
-- was told so may have acknowledged since, and an older one that comes back must not be believed again.
CREATE TABLE promise (
    shard INTEGER PRIMARY KEY,
    term  INTEGER NOT NULL CHECK (term > 0)
);
