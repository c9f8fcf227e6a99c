package importer

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/tendhq/tend/engine/customer"
)

// spool keeps the entries of an import by account until all are read: in memory, and when these are many, in a file.
type spool struct {
	accounts map[string]*history
	types    map[string]bool
	// rows and size are of what is in memory, most the limit of the rows.
	rows, most int
	size       int
	order      int // of the next entry

	folder  string
	file    *os.File
	written int64
}

// history is what came of one account: what is in memory, and the sections of the file with what came before. A section is
// in order.
type history struct {
	items    []*item
	sections []section
}

// section is a piece of the file.
type section struct{ from, to int64 }

// mostSize is how many bytes of rows are held in memory.
const mostSize = 64 << 20

func newSpool(folder string, most int) *spool {
	return &spool{accounts: map[string]*history{}, types: map[string]bool{}, folder: folder, most: most}
}

// add takes an entry; size is about how many bytes its rows have.
func (s *spool) add(e customer.Entry, origins []origin, size int) error {
	h := s.accounts[e.Account]
	if h == nil {
		h = &history{}
		s.accounts[e.Account] = h
	}
	h.items = append(h.items, &item{entry: e, origins: origins, place: placed(&e, s.order)})
	s.types[e.Type] = true
	s.order++
	s.rows += len(origins)
	s.size += size
	if s.rows < s.most && s.size < mostSize {
		return nil
	}
	return s.flush()
}

// flush puts what is in memory into the file.
func (s *spool) flush() error {
	if err := s.create(); err != nil {
		return err
	}
	out := bufio.NewWriterSize(s.file, 1<<16)
	for _, h := range s.accounts {
		if err := s.write(h, out); err != nil {
			return fmt.Errorf("put rows aside: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("put rows aside: %w", err)
	}
	s.rows, s.size = 0, 0
	return nil
}

// create makes the file when there is none. It holds customers' data: only its owner may read it, and it has no name
// any more as soon as it is open, so that nothing is left of it however the import ends.
func (s *spool) create() (err error) {
	if s.file != nil {
		return nil
	}
	if s.file, err = os.CreateTemp(s.folder, "import-*"); err != nil {
		return fmt.Errorf("put rows aside: %w", err)
	}
	_ = os.Remove(s.file.Name()) // where an open file can't be removed, close does it
	return nil
}

func (s *spool) write(h *history, out *bufio.Writer) error {
	slices.SortFunc(h.items, inPlace)
	p := section{from: s.written}
	var text bytes.Buffer
	for _, it := range h.items {
		text.Reset()
		if err := it.pack(&text); err != nil {
			return err
		}
		n, err := out.Write(text.Bytes())
		if s.written += int64(n); err != nil {
			return err
		}
	}
	if h.items = nil; s.written > p.from {
		p.to = s.written
		h.sections = append(h.sections, p)
	}
	return nil
}

func inPlace(a, b *item) int { return a.place.compare(b.place) }

// of returns everything of an account, in order. It may be asked for several times.
func (s *spool) of(account string) iter.Seq2[*item, error] {
	h := s.accounts[account]
	slices.SortFunc(h.items, inPlace)
	return func(yield func(*item, error) bool) {
		pieces := []*piece{{items: h.items}}
		for _, p := range h.sections {
			in := io.NewSectionReader(s.file, p.from, p.to-p.from)
			pieces = append(pieces, &piece{in: bufio.NewReaderSize(in, int(min(p.to-p.from, 1<<14)))})
		}
		for _, p := range pieces {
			p.advance()
		}
		for {
			first := slices.MinFunc(pieces, before)
			if first.next == nil && first.err == nil || !yield(first.next, first.err) || first.err != nil {
				return
			}
			first.advance()
		}
	}
}

// close removes the file.
func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	_ = os.Remove(s.file.Name()) // mostly it has been since it was made
	if err != nil {
		return fmt.Errorf("put rows aside: %w", err)
	}
	return nil
}

// piece is items in order, of which the next is looked at: those in memory, or a section of the file.
type piece struct {
	items []*item
	in    *bufio.Reader
	next  *item
	err   error
}

func (p *piece) advance() {
	p.next = nil
	switch {
	case p.in != nil:
		p.next, p.err = unpackItem(p.in)
	case len(p.items) > 0:
		p.next, p.items = p.items[0], p.items[1:]
	}
}

// before orders pieces by their next item: those that failed first, those without one last.
func before(a, b *piece) int {
	rank := func(p *piece) int {
		switch {
		case p.err != nil:
			return 0
		case p.next != nil:
			return 1
		}
		return 2
	}
	if ra, rb := rank(a), rank(b); ra != 1 || rb != 1 {
		return ra - rb
	}
	return inPlace(a.next, b.next)
}
