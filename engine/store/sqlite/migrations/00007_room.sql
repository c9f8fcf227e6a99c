-- +goose Up

-- How many runs of a playbook start in a period and go on at once: the last of them are read, never all.
CREATE INDEX runs_started ON runs (playbook, started_at);
CREATE INDEX runs_ended ON runs (playbook, ended_at, started_at);

-- Who waits for room, in the order in which they get it.
ALTER TABLE decisions ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN rank REAL;
CREATE INDEX decisions_queue ON decisions (playbook, rank DESC, at, id) WHERE queued = 1;
