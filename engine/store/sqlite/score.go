package sqlite

import (
	"fmt"
	"math"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func scanScore(row scanner, s *store.ScoreRow) error {
	return row.Scan(&s.ID, decoded{&s.Score})
}

// Scores implements store.Reader.
func (r reader) Scores(q store.ScoreQuery) ([]store.ScoreRow, error) {
	until := int64(math.MaxInt64)
	if !q.To.IsZero() {
		until = q.To.UnixMicro()
	}
	from := int64(math.MinInt64)
	if !q.From.IsZero() {
		from = q.From.UnixMicro()
	}
	return list(r, scanScore, `SELECT position, score FROM scores
		WHERE account = ? AND position > ? AND at >= ? AND at < ? ORDER BY position LIMIT ?`,
		q.Account, q.After, from, until, atMost(q.Limit))
}

// AddScore implements store.Tx.
func (t *tx) AddScore(account string, s customer.Score, keep time.Time) error {
	if err := t.check(account); err != nil {
		return err
	}
	score, err := encode(s, false)
	if err != nil {
		return fmt.Errorf("score of account %q: %w", account, err)
	}
	changed, err := t.exec(`UPDATE scores SET at = ?, score = ?
		WHERE position = (SELECT max(position) FROM scores WHERE account = ?) AND at >= ? AND band = ? AND definition = ?`,
		micros(s.At), score, account, micros(s.At.Truncate(store.ScoreEvery)), s.Band, s.Definition)
	if err != nil || changed > 0 {
		return err
	}
	if _, err = t.exec("UPDATE scores SET until = ? WHERE position = (SELECT max(position) FROM scores WHERE account = ?)", micros(s.At), account); err != nil {
		return err
	}
	if _, err = t.exec("DELETE FROM scores WHERE account = ? AND until < ?", account, micros(keep)); err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO scores (account, at, definition, band, score) VALUES (?, ?, ?, ?, ?)",
		account, micros(s.At), s.Definition, s.Band, score)
	return err
}
