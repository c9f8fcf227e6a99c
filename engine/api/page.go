package api

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"net/http"

	"github.com/tendhq/tend/engine/store"
)

// largestPage is how many items a page has at most.
const largestPage = 500

// Page says which part of a list is asked for.
type Page struct {
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"500" doc:"How many items to give at most; fewer, where they would have more than 4 MiB."`
	Cursor string `query:"cursor" doc:"Where to go on: the next of the page before."`
}

// List is one page of a list.
type List[T any] struct {
	Items []T `json:"items" nullable:"false"`
	// Next is the cursor of the page after this one; nil: this was the last.
	Next *string `json:"next" doc:"The cursor of the next page; null: this was the last."`
}

// page makes a list of rows that were asked for with one more than the limit: the one too many says
// that there is a next page. It ends earlier where it would have more than maxPage bytes.
func page[R, T any](list string, limit int, rows []R, key func(R) string, item func(R) T) List[T] {
	l := List[T]{Items: []T{}}
	size := 0
	for i, r := range rows {
		next := item(r)
		text, _ := json.Marshal(next) // Plain data, which always encodes.
		if size += len(text); i == limit || i > 0 && size > maxPage {
			cursor := encodeCursor(list, key(rows[i-1]))
			l.Next = &cursor
			break
		}
		l.Items = append(l.Items, next)
	}
	return l
}

// encodeCursor hides a list's key. A checksum over it and the list's name makes a cursor that was cut,
// edited or taken from another list an error, not a strange page.
func encodeCursor(list, key string) string {
	b := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(list+"\x00"+key)))
	return base64.RawURLEncoding.EncodeToString(append(b, key...))
}

// after is the key after which the page begins, empty from the start.
func (p Page) after(list string) (string, error) {
	if p.Cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || len(b) < 4 || encodeCursor(list, string(b[4:])) != p.Cursor {
		return "", badCursor()
	}
	return string(b[4:]), nil
}

func badCursor() error {
	return problem(http.StatusBadRequest,
		"query.cursor: this isn't a cursor of this list: send the \"next\" of the page before, as it is")
}

// listFailed answers for a list that couldn't be read. A store that doesn't find where to go on was
// asked with another store's cursor.
func (s *server) listFailed(what string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return badCursor()
	}
	return s.failed(what, err)
}
