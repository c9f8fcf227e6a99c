package sqlite

import (
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

func scanLine(row scanner, l *store.Line) error {
	return row.Scan(instant{&l.At}, &l.Step, &l.Code, &l.Text, decoded{&l.Data})
}

// Timeline implements store.Reader.
func (r reader) Timeline(run string) ([]store.Line, error) {
	return list(r, scanLine, "SELECT at, step, what, text, data FROM timeline WHERE run = ? ORDER BY position", run)
}

// AddTimeline implements store.Tx.
func (t *tx) AddTimeline(run string, lines ...store.Line) error {
	for _, l := range lines {
		data, err := encode(l.Data, len(l.Data) == 0)
		if err != nil {
			return fmt.Errorf("timeline of run %s, step %q: %w", run, l.Step, err)
		}
		_, err = t.exec("INSERT INTO timeline (run, at, step, what, text, data) VALUES (?, ?, ?, ?, ?, ?)",
			run, micros(l.At), l.Step, l.Code, l.Text, data)
		if err != nil {
			return err
		}
	}
	return nil
}
