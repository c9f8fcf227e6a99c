-- +goose Up

-- Instants are microseconds since 1970 in UTC, NULL for none. Structured values are JSON in text.
-- Wide rows live in ordinary tables with a rowid: a random insert into a WITHOUT ROWID table of wide
-- rows rewrites whole pages of them.

CREATE TABLE accounts (
    position INTEGER PRIMARY KEY,
    account  TEXT NOT NULL UNIQUE,
    version  INTEGER NOT NULL,
    tier     TEXT NOT NULL,
    band     TEXT NOT NULL,
    next_due INTEGER,
    state    TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_due ON accounts (next_due, account) WHERE next_due IS NOT NULL;
CREATE INDEX accounts_version ON accounts (version, account);
CREATE INDEX accounts_labels ON accounts (tier, band);

CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    account  TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    source   TEXT NOT NULL,
    id       TEXT NOT NULL,
    type     TEXT NOT NULL,
    contact  TEXT NOT NULL,
    time     INTEGER,
    received INTEGER,
    data     TEXT,
    imported INTEGER NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_identity ON entries (source, id);
CREATE UNIQUE INDEX entries_order ON entries (account, seq);

CREATE TABLE decisions (
    id           INTEGER PRIMARY KEY,
    occurrence   TEXT NOT NULL,
    account      TEXT NOT NULL,
    contact      TEXT NOT NULL,
    playbook     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    at           INTEGER,
    outcome      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    detail       TEXT NOT NULL,
    "values"     TEXT,
    cause_source TEXT NOT NULL,
    cause_id     TEXT NOT NULL,
    count        INTEGER NOT NULL,
    last_at      INTEGER
) STRICT;
CREATE INDEX decisions_account ON decisions (account);
CREATE INDEX decisions_previous ON decisions (account, playbook, kind);
CREATE INDEX decisions_playbook ON decisions (playbook);
CREATE INDEX decisions_outcome ON decisions (outcome);

-- Every occurrence that was decided, by its hash: merged skips have no row of their own.
CREATE TABLE occurrences (
    hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    position   INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    account    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    playbook   TEXT NOT NULL,
    plan_hash  TEXT NOT NULL,
    status     TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    at         TEXT NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER,
    wake_at    INTEGER,
    revision   INTEGER NOT NULL,
    state      TEXT
) STRICT;
CREATE INDEX runs_account ON runs (account);
CREATE INDEX runs_playbook ON runs (playbook);
CREATE INDEX runs_status_playbook ON runs (status, playbook);
CREATE INDEX runs_status ON runs (status);

CREATE TABLE timeline (
    position INTEGER PRIMARY KEY,
    run      TEXT NOT NULL,
    at       INTEGER,
    step     TEXT NOT NULL,
    what     TEXT NOT NULL,
    text     TEXT NOT NULL,
    data     TEXT
) STRICT;
CREATE INDEX timeline_run ON timeline (run);

CREATE TABLE watches (
    position INTEGER PRIMARY KEY,
    account  TEXT NOT NULL,
    run      TEXT NOT NULL,
    path     TEXT NOT NULL,
    event    TEXT NOT NULL,
    reads    TEXT
) STRICT;
CREATE INDEX watches_account ON watches (account, run);
CREATE INDEX watches_run ON watches (run);

CREATE TABLE tasks (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    account  TEXT NOT NULL,
    run      TEXT NOT NULL,
    status   TEXT NOT NULL,
    task     TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_account ON tasks (account);
CREATE INDEX tasks_run ON tasks (run);
CREATE INDEX tasks_status ON tasks (status);

CREATE TABLE plans (
    position INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL UNIQUE,
    plan     TEXT NOT NULL
) STRICT;

-- AUTOINCREMENT because a delivered message's ID must never name another one.
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    run     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    payload TEXT
) STRICT;

CREATE TABLE versions (
    number INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    hash   TEXT NOT NULL,
    note   TEXT NOT NULL,
    at     INTEGER
) STRICT;

CREATE TABLE seen (
    type TEXT PRIMARY KEY,
    at   INTEGER
) STRICT, WITHOUT ROWID;
