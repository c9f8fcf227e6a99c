-- +goose Up

-- The value of the playbook's key, which tells the runs of an account apart.
ALTER TABLE decisions ADD COLUMN key TEXT NOT NULL DEFAULT '';

-- An occurrence that is refused only for now is decided again.
CREATE INDEX decisions_pending ON decisions (occurrence) WHERE outcome = 'pending';

-- What the rules remember of a playbook's runs was one of each account, and is one of each slot.
UPDATE accounts SET state = json_set(state, '$.enrolled', (
    SELECT json_group_object(key, json_object('', json(value))) FROM json_each(state, '$.enrolled')
)) WHERE json_type(state, '$.enrolled') = 'object';
