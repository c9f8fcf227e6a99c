package api

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// FuzzEvents feeds bodies to the parser: whatever comes, each item is either an event that can be
// stored or a rejection with a reason, and each position is told once.
func FuzzEvents(f *testing.F) {
	one := `{"id":"e1","type":"login","account":"acme","time":"2026-04-01T09:00:00+09:00","data":{"n":1.5,"l":[null]}}`
	for _, body := range []string{
		"", "[]", "{}", one, "[" + one + ",1]", one + "\n" + one, one + "\n{", "{\n" + one, "\ufeff" + one,
		`{"id":"\ud800","acount":"x","time":"2026-13-01T00:00:00Z"}`, "[[[[", "null", `"x"`, "\r\n\r\n", `{"data":{"n":1e999}}`,
	} {
		f.Add("application/json", []byte(body))
		f.Add("application/x-ndjson", []byte(body))
		f.Add("", []byte(body))
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		b, err := parseBatch(contentType, body)
		if err != nil {
			if len(b.events)+len(b.rejected) > 0 || err.Error() == "" {
				t.Fatalf("an error with a batch: %v", err)
			}
			return
		}
		checkPositions(t, b)
		for _, e := range b.events {
			if e.ID == "" || e.Source == "" || e.Type == "" || e.Account == "" {
				t.Fatalf("an event lacks what it needs: %+v", e)
			}
			stored, err := json.Marshal(e)
			if err != nil {
				t.Fatalf("an event can't be stored: %v", err)
			}
			if bytes.ContainsRune(stored, utf8.RuneError) && !said(body) {
				t.Fatalf("an event was altered: %s", stored)
			}
		}
	})
}

// said reports whether a body holds the character that stands for what was lost by itself.
func said(body []byte) bool {
	return bytes.Contains(body, []byte("\ufffd")) || bytes.Contains(bytes.ToLower(body), []byte(`\ufffd`))
}

func checkPositions(t *testing.T, b batch) {
	t.Helper()
	if len(b.events) != len(b.indexes) {
		t.Fatalf("%d events at %d positions", len(b.events), len(b.indexes))
	}
	told := make([]bool, len(b.events)+len(b.rejected))
	tell := func(i int) {
		if i < 0 || i >= len(told) || told[i] {
			t.Fatalf("position %d of %d is told twice or doesn't exist", i, len(told))
		}
		told[i] = true
	}
	for _, i := range b.indexes {
		tell(i)
	}
	for _, r := range b.rejected {
		tell(r.Index)
		if r.Reason == "" {
			t.Fatalf("a rejection without a reason at %d", r.Index)
		}
	}
}
