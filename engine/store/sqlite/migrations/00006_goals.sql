-- +goose Up

-- The goals of enrolments, and what became of them; an empty outcome is watched.
CREATE TABLE goals (
    position   INTEGER PRIMARY KEY,
    enrolment  TEXT NOT NULL,
    account    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    playbook   TEXT NOT NULL,
    name       TEXT NOT NULL,
    definition TEXT NOT NULL,
    unit       TEXT NOT NULL,
    control    INTEGER NOT NULL,
    started    INTEGER,
    until      INTEGER,
    outcome    TEXT NOT NULL,
    at         INTEGER,
    detail     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX goals_identity ON goals (enrolment, name);
CREATE INDEX goals_account ON goals (account);
CREATE INDEX goals_units ON goals (playbook, name, definition, unit);
CREATE INDEX goals_watched ON goals (definition) WHERE outcome = '';

-- What goals asked for, by the hash of it.
CREATE TABLE goal_definitions (
    position   INTEGER PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL
) STRICT;
