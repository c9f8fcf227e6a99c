-- +goose NO TRANSACTION
-- +goose Up

-- What was removed before may still be readable in the file; from now on it is overwritten.
VACUUM;
