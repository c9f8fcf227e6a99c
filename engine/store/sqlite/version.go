package sqlite

import (
	"time"

	"github.com/tendhq/tend/engine/store"
)

func scanVersion(row scanner, v *store.Version) error {
	return row.Scan(&v.Number, &v.Kind, &v.Hash, &v.Note, &v.Playbook, &v.By, instant{&v.At})
}

// Version implements store.Reader.
func (r reader) Version() (store.Version, error) {
	newest, err := list(r, scanVersion, "SELECT number, kind, hash, note, playbook, by, at FROM versions ORDER BY number DESC LIMIT 1")
	if err != nil || len(newest) == 0 {
		return store.Version{}, err
	}
	return newest[0], nil
}

// Versions implements store.Reader.
func (r reader) Versions() ([]store.Version, error) {
	return list(r, scanVersion, "SELECT number, kind, hash, note, playbook, by, at FROM versions ORDER BY number")
}

// AddVersion implements store.Tx.
func (t *tx) AddVersion(v store.Version) (int64, error) {
	return t.insert("INSERT INTO versions (kind, hash, note, playbook, by, at) VALUES (?, ?, ?, ?, ?, ?)",
		v.Kind, v.Hash, v.Note, v.Playbook, v.By, micros(v.At))
}

// Seen implements store.Reader.
func (r reader) Seen() (map[string]bool, error) {
	seen := map[string]bool{}
	types, err := list(r, scanText, "SELECT type FROM seen")
	for _, t := range types {
		seen[t] = true
	}
	return seen, err
}

// MarkSeen implements store.Tx.
func (t *tx) MarkSeen(eventType string, at time.Time) (bool, error) {
	first, err := t.exec("INSERT INTO seen (type, at) VALUES (?, ?) ON CONFLICT DO NOTHING", eventType, micros(at))
	return first == 1, err
}
