package sqlite

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
)

// writerPragmas make each commit durable by itself, and its checkpoints rare enough for imports. What is removed is
// overwritten.
var writerPragmas = []string{
	"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
	"cache_size(-32000)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
}

// readerPragmas keep a reader from writing by mistake.
var readerPragmas = []string{"query_only(1)", "foreign_keys(1)", "cache_size(-8000)"}

// connect gives a pool of connections to the file. It doesn't open any yet.
func connect(path string, options Options, pragmas []string, connections int) (*sql.DB, error) {
	name, err := dataSource(path, options, pragmas)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// dataSource is the file as a URI, in which a path may hold any character.
func dataSource(path string, options Options, pragmas []string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	query := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", options.Busy.Milliseconds())}}
	for _, pragma := range pragmas {
		query.Add("_pragma", pragma)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}).String(), nil
}
