-- +goose Up

-- How many runs of a playbook start in a period and go on at once: the last of them are read, never all.
CREATE INDEX runs_started ON runs (playbook, started_at);
CREATE INDEX runs_ended ON runs (playbook, ended_at, started_at);
