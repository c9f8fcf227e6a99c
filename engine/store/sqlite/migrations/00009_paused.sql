-- +goose Up

-- What is held because of a pause, which is asked again when the pause ends.
CREATE INDEX decisions_paused ON decisions (playbook, id) WHERE outcome = 'pending' AND reason = 'paused';
