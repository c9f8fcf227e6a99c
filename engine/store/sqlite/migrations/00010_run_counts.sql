-- +goose Up

-- How many runs of a playbook started, ended or are in progress, by instants in microseconds: at level 0 the instants
-- themselves, at each level above buckets of 1024 of the level below. The n-th last is found by adding up a few of
-- these, whatever n. They follow the runs.
CREATE TABLE run_counts (
    playbook TEXT NOT NULL,
    what     TEXT NOT NULL,
    level    INTEGER NOT NULL,
    bucket   INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (playbook, what, level, bucket)
) STRICT, WITHOUT ROWID;

-- What each run is counted as: when it started, and when it ended or that it is in progress.
CREATE VIEW run_instants AS
    SELECT position, playbook, 'started' AS what, started_at AS at FROM runs WHERE started_at IS NOT NULL
    UNION ALL SELECT position, playbook, 'ended', ended_at FROM runs WHERE ended_at IS NOT NULL
    UNION ALL SELECT position, playbook, 'running', 0 FROM runs WHERE ended_at IS NULL;
CREATE VIEW run_levels (level) AS VALUES (0), (1), (2), (3), (4);

INSERT INTO run_counts (playbook, what, level, bucket, n)
    SELECT playbook, what, level, at >> (10 * level), count(*) FROM run_instants, run_levels GROUP BY 1, 2, 3, 4;

-- +goose StatementBegin
CREATE TRIGGER runs_counted AFTER INSERT ON runs BEGIN
    INSERT INTO run_counts (playbook, what, level, bucket, n)
        SELECT playbook, what, level, at >> (10 * level), 1 FROM run_instants, run_levels WHERE position = NEW.position
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_discounted BEFORE DELETE ON runs BEGIN
    UPDATE run_counts SET n = n - 1 WHERE (playbook, what, level, bucket) IN
        (SELECT playbook, what, level, at >> (10 * level) FROM run_instants, run_levels WHERE position = OLD.position);
    DELETE FROM run_counts WHERE n = 0 AND (playbook, what, level, bucket) IN
        (SELECT playbook, what, level, at >> (10 * level) FROM run_instants, run_levels WHERE position = OLD.position);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_moving BEFORE UPDATE OF playbook, started_at, ended_at ON runs
    WHEN OLD.playbook IS NOT NEW.playbook OR OLD.started_at IS NOT NEW.started_at OR OLD.ended_at IS NOT NEW.ended_at
BEGIN
    UPDATE run_counts SET n = n - 1 WHERE (playbook, what, level, bucket) IN
        (SELECT playbook, what, level, at >> (10 * level) FROM run_instants, run_levels WHERE position = OLD.position);
    DELETE FROM run_counts WHERE n = 0 AND (playbook, what, level, bucket) IN
        (SELECT playbook, what, level, at >> (10 * level) FROM run_instants, run_levels WHERE position = OLD.position);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_moved AFTER UPDATE OF playbook, started_at, ended_at ON runs
    WHEN OLD.playbook IS NOT NEW.playbook OR OLD.started_at IS NOT NEW.started_at OR OLD.ended_at IS NOT NEW.ended_at
BEGIN
    INSERT INTO run_counts (playbook, what, level, bucket, n)
        SELECT playbook, what, level, at >> (10 * level), 1 FROM run_instants, run_levels WHERE position = NEW.position
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- The counts say when the n-th last run started.
DROP INDEX runs_started;
