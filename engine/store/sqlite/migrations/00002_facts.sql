-- +goose Up

-- The facts that the version in force declares, which runs in progress rely on.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL
) STRICT, WITHOUT ROWID;
