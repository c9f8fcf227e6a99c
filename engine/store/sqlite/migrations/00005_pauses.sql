-- +goose Up

-- Which playbook an operator paused or resumed, and who it was.
ALTER TABLE versions ADD COLUMN playbook TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN by TEXT NOT NULL DEFAULT '';
