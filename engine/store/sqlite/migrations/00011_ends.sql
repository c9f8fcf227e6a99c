-- +goose Up

-- Until when a score was the account's; NULL while it still is.
ALTER TABLE scores ADD COLUMN until INTEGER;
UPDATE scores SET until = (
    SELECT later.at FROM scores later WHERE later.account = scores.account AND later.position > scores.position
        ORDER BY later.position LIMIT 1
);
DROP INDEX scores_aged;
CREATE INDEX scores_aged ON scores (until, account) WHERE until IS NOT NULL;

-- Who reached a goal is kept as long as who missed it.
DROP INDEX goals_aged;
CREATE INDEX goals_aged ON goals (until, account) WHERE outcome <> '';
