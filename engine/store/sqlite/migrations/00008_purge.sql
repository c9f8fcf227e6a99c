-- +goose Up

-- Since when an entry isn't needed any more but as history; NULL while it still is.
ALTER TABLE entries ADD COLUMN aged INTEGER;
UPDATE entries SET aged = received WHERE type NOT IN ('account.updated', 'enrolment.requested');
UPDATE entries SET aged = (
    SELECT min(later.received) FROM entries later WHERE later.account = entries.account AND later.seq > entries.seq
        AND later.type = 'account.updated' AND later.source = 'tend'
) WHERE type = 'account.updated';

-- What can be removed is found by when it came to its end, the oldest first.
CREATE INDEX entries_aged ON entries (aged, account) WHERE aged IS NOT NULL;
CREATE INDEX entries_needed ON entries (account, type) WHERE aged IS NULL;
CREATE INDEX decisions_aged ON decisions (last_at, account) WHERE outcome <> 'pending';
CREATE INDEX scores_aged ON scores (at, account);
CREATE INDEX goals_aged ON goals (at, account) WHERE outcome <> '';
CREATE INDEX runs_aged ON runs (ended_at, account) WHERE ended_at IS NOT NULL;

-- How far the log of an account had got whose newest entry was removed.
CREATE TABLE purged_logs (
    account TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From when on logs are whole.
CREATE TABLE horizon (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;
