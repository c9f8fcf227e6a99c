-- +goose Up

-- The accounts of which not everything is removed yet that is to be forgotten.
CREATE TABLE forgetting (
    account TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Which IDs were forgotten and when, by a hash under a key of this store's own: nobody can be read off them.
CREATE TABLE forgotten (
    hash BLOB PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE forgotten_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL
) STRICT;

-- How often something was forgotten whose traces may still be in the file.
CREATE TABLE traces (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n   INTEGER NOT NULL
) STRICT;

-- What was removed before wasn't overwritten, as it is from now on: the file has to be written anew before anything is
-- forgotten in it. A new file hasn't.
CREATE TABLE unclean (
    one INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;
INSERT INTO unclean (one) SELECT 1 WHERE EXISTS (SELECT 1 FROM versions);
