package sqlite

import (
	"fmt"
	"strings"

	"github.com/tendhq/tend/engine/store"
)

// filter collects the conditions of a list. Only the columns are part of the text, so that few
// statements have to be kept.
type filter struct {
	conditions []string
	args       []any
}

// equal restricts a column to a value; an empty one doesn't restrict.
func (f *filter) equal(column, value string) {
	if value != "" {
		f.conditions = append(f.conditions, column+" = ?")
		f.args = append(f.args, value)
	}
}

// above restricts a column to greater values; 0 doesn't restrict.
func (f *filter) above(column string, value int64) {
	if value != 0 {
		f.conditions = append(f.conditions, column+" > ?")
		f.args = append(f.args, value)
	}
}

// page adds the filter, an order and a limit to a query.
func (f *filter) page(query, order string, limit int) (string, []any) {
	if len(f.conditions) > 0 {
		query += " WHERE " + strings.Join(f.conditions, " AND ")
	}
	return query + " ORDER BY " + order + " LIMIT ?", append(f.args, atMost(limit))
}

// position returns the row number of an ID in the order of creation, to go on after it.
func (r reader) position(table, id string) (int64, error) {
	if id == "" {
		return 0, nil
	}
	var position int64
	found, err := r.one("SELECT position FROM "+table+" WHERE id = ?", []any{id}, &position)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("go on after %q in %s: %w", id, table, err)
	}
	return position, nil
}
