-- +goose Up

-- What the health scores of accounts were, with the parts that they were made of.
CREATE TABLE scores (
    position   INTEGER PRIMARY KEY,
    account    TEXT NOT NULL,
    at         INTEGER,
    definition TEXT NOT NULL,
    band       TEXT NOT NULL,
    score      TEXT
) STRICT;
CREATE INDEX scores_account ON scores (account);
