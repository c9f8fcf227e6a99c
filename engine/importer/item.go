package importer

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tendhq/tend/engine/customer"
)

// item is an entry with the rows that it was made of.
type item struct {
	entry   customer.Entry
	origins []origin
	place   place
	// packed is the entry of an item that was in a file.
	packed []byte
}

// place orders the entries of an account's history: the account's own entry first, then events in the order of their
// times, so that facts which depend on order come out as they were; at one time, as they were read.
type place struct {
	rank  int
	at    int64 // in microseconds
	order int   // in which entries were read
}

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.rank, other.rank), cmp.Compare(p.at, other.at), cmp.Compare(p.order, other.order))
}

// placed returns the place of an entry that is the order-th of the import.
func placed(e *customer.Entry, order int) place {
	rank := 1
	if e.Type == customer.TypeAccountUpdated {
		rank = 0
	}
	return place{rank: rank, at: e.Time.UnixMicro(), order: order}
}

// open returns the entry.
func (it *item) open() (customer.Entry, error) {
	if it.packed == nil {
		return it.entry, nil
	}
	var e customer.Entry
	if err := json.Unmarshal(it.packed, &e); err != nil {
		return e, fmt.Errorf("read an entry that was put aside: %w", err)
	}
	if e.Data == nil {
		e.Data = map[string]any{} // An empty one is left out.
	}
	return e, nil
}

// pack appends the item as unpackItem reads it.
func (it *item) pack(to *bytes.Buffer) error {
	entry, err := json.Marshal(it.entry)
	if err != nil {
		return fmt.Errorf("put an entry aside: %w", err)
	}
	numbers := []int64{int64(it.place.rank), it.place.at, int64(it.place.order), int64(len(it.origins))}
	for _, o := range it.origins {
		numbers = append(numbers, int64(o.table), int64(o.line), int64(o.last))
	}
	var text []byte
	for _, n := range append(numbers, int64(len(entry))) {
		text = binary.AppendVarint(text, n)
	}
	to.Write(text)
	to.Write(entry)
	return nil
}

// unpackItem reads an item; nil when there is none.
func unpackItem(from *bufio.Reader) (*item, error) {
	first, err := binary.ReadVarint(from)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	number := func() int {
		var n int64
		if err == nil {
			n, err = binary.ReadVarint(from)
		}
		return int(n)
	}
	it := &item{place: place{rank: int(first), at: int64(number()), order: number()}}
	for range number() {
		it.origins = append(it.origins, origin{table: number(), line: number(), last: number()})
	}
	it.packed = make([]byte, number())
	if err == nil {
		_, err = io.ReadFull(from, it.packed)
	}
	if err != nil {
		return nil, fmt.Errorf("read an entry that was put aside: %w", err)
	}
	return it, nil
}
