package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// erasePages is how many pages one transaction examines: few enough that others hardly wait.
const erasePages = 500

// mostPages is the size from which on the first byte of a page without rows may look like that of one with rows: from
// 128 GiB on, the file is rewritten instead.
const mostPages = 1 << 25

// Erase implements store.Store. SQLite overwrites what is deleted, but when rows move between pages, it leaves copies
// in the unused part of the old page: that part is cleared. Then the write-ahead log, which has the pages as they
// were, is emptied. Where only that is left, another call does no more.
func (s *Store) Erase(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.active.Done()
	s.erasing.Lock()
	defer s.erasing.Unlock()
	if err := s.erase(ctx); err != nil {
		return fmt.Errorf("erase the traces of what was forgotten: %w", err)
	}
	return nil
}

func (s *Store) erase(ctx context.Context) error {
	var mark, pages int64
	unclean := false
	err := s.pool.view(ctx, func(r store.Reader) error {
		_, err := r.(reader).one(`SELECT n, (SELECT page_count FROM pragma_page_count), EXISTS (SELECT 1 FROM unclean) FROM traces`,
			nil, &mark, &pages, &unclean)
		return err
	})
	if err != nil || mark == 0 {
		return err
	}
	if unclean || pages >= mostPages && s.cleared != mark {
		err = s.writer.alone(ctx, s.writer.rewrite)
	}
	for first := int64(1); first <= pages && pages < mostPages && s.cleared != mark && err == nil; first += erasePages {
		err = s.inside(ctx, func(t *tx) error { return t.clearPages(first, min(first+erasePages-1, pages)) })
	}
	if err != nil {
		return err
	}
	s.cleared = mark
	if err := s.writer.alone(ctx, s.writer.truncate); err != nil {
		return err
	}
	err = s.inside(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM traces WHERE n = ?", mark)
		return err
	})
	if err == nil {
		s.cleared = 0
	}
	return err
}

// inside runs fn in one transaction of the writer's.
func (s *Store) inside(ctx context.Context, fn func(*tx) error) error {
	return s.writer.update(ctx, nil, func(t store.Tx) error { return fn(t.(*tx)) })
}

// clearPages clears the part of each page that isn't used.
func (t *tx) clearPages(first, last int64) error {
	for number := first; number <= last; number++ {
		var page []byte
		if _, err := t.one("SELECT data FROM sqlite_dbpage WHERE pgno = ?", []any{number}, &page); err != nil {
			return err
		}
		if !clearGap(page, number == 1) {
			continue
		}
		if _, err := t.exec("UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?", page, number); err != nil {
			return err
		}
	}
	return nil
}

// clearGap clears what lies between the list of a page's cells and the first of them, and reports whether that was
// anything. Pages without cells have none. The form is that of https://sqlite.org/fileformat2.html#b_tree_pages.
func clearGap(page []byte, first bool) bool {
	header := 0
	if first {
		header = 100 // The file's own comes before it.
	}
	if len(page) < header+12 {
		return false
	}
	cells := header
	switch page[header] {
	case 2, 5: // of an index or a table, above the leaves
		cells += 12
	case 10, 13: // leaves of an index or a table
		cells += 8
	default:
		return false
	}
	begin := cells + 2*int(binary.BigEndian.Uint16(page[header+3:]))
	end := int(binary.BigEndian.Uint16(page[header+5:]))
	if end == 0 {
		end = 1 << 16
	}
	found := false
	for i := begin; i < min(end, len(page)); i++ {
		found = found || page[i] != 0
		page[i] = 0
	}
	return found
}

// rewrite rewrites the file, so that only what is stored is in it. It takes the space of the file once more, and
// others wait for it. Its end is recorded at once, so that an interruption later doesn't repeat it.
func (w *writer) rewrite() error {
	err := w.connection.exec("PRAGMA temp_store = FILE")
	if err == nil {
		err = w.connection.exec("VACUUM")
	}
	if err = errors.Join(err, w.connection.exec("PRAGMA temp_store = MEMORY")); err == nil {
		err = w.connection.exec("DELETE FROM unclean")
	}
	if err != nil {
		return fmt.Errorf("write the file anew: %w", err)
	}
	return nil
}

// checkpointBusy is how long writers wait for snapshots because of a checkpoint.
const checkpointBusy = 100 * time.Millisecond

// truncate puts everything into the file and empties the write-ahead log.
func (w *writer) truncate() error {
	set := func(busy time.Duration) error {
		return w.connection.exec(fmt.Sprintf("PRAGMA busy_timeout = %d", busy.Milliseconds()))
	}
	if err := set(checkpointBusy); err != nil {
		return err
	}
	statement, err := w.connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
	inUse, frames, done := false, 0, 0
	if err == nil {
		err = statement.QueryRowContext(context.Background()).Scan(&inUse, &frames, &done)
	}
	if err == nil && inUse {
		err = store.ErrInUse
	}
	return errors.Join(err, set(w.busy))
}
