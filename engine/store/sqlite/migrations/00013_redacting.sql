-- +goose Up

-- The contacts of whom not everything is removed yet that is to be forgotten, with what that takes.
CREATE TABLE redacting (
    account  TEXT NOT NULL,
    contact  TEXT NOT NULL,
    somebody TEXT NOT NULL,
    rest     TEXT,
    PRIMARY KEY (account, contact)
) STRICT;
