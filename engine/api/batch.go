package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"strings"

	"github.com/tendhq/tend/engine"
)

// batch is what a body of POST /v1/events holds: the events that can be read, and what is wrong with
// the others.
type batch struct {
	events []engine.Event
	// indexes are the events' positions in the body.
	indexes  []int
	rejected []engine.Rejection
}

// errContentType is a body of a form that isn't taken.
var errContentType = errors.New("the body's content type isn't taken: send application/json, or application/x-ndjson with one event a line")

// parseBatch reads a body by its content type; without one, or as JSON, by its look. An error means
// that nothing of it could be told apart; errContentType, that its form isn't known.
func parseBatch(contentType string, body []byte) (batch, error) {
	lines, err := byLine(contentType)
	if err != nil {
		return batch{}, err
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if lines {
		return parseItems(contentLines(body)), nil
	}
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return batch{}, errors.New("the body is empty: send one event, an array of events, or one event a line")
	case json.Valid(body):
		return parseJSON(body)
	case looksLikeLines(body):
		return parseItems(contentLines(body)), nil
	}
	return batch{}, fmt.Errorf("the body isn't valid JSON: %w", json.Unmarshal(body, new(any)))
}

// byLine says whether a content type is NDJSON.
func byLine(contentType string) (bool, error) {
	if contentType == "" {
		return false, nil
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false, errContentType
	}
	switch media {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
		return true, nil
	case "application/json":
		return false, nil
	}
	if strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json") {
		return false, nil
	}
	return false, errContentType
}

// looksLikeLines says whether a body that isn't one JSON value is NDJSON: its first line is an object
// by itself. A broken object over several lines isn't taken for it.
func looksLikeLines(body []byte) bool {
	first, _, more := bytes.Cut(body, []byte("\n"))
	return more && jsonKind(first) == "an object" && json.Valid(first)
}

// contentLines gives the lines that aren't blank.
func contentLines(body []byte) [][]byte {
	var lines [][]byte
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// parseJSON reads a body that is one valid JSON value.
func parseJSON(body []byte) (batch, error) {
	switch kind := jsonKind(body); kind {
	case "an object":
		return parseItems([][]byte{body}), nil
	case "an array":
		var items []json.RawMessage
		if err := json.Unmarshal(body, &items); err != nil {
			return batch{}, fmt.Errorf("the body isn't valid JSON: %w", err)
		}
		raws := make([][]byte, len(items))
		for i, item := range items {
			raws[i] = item
		}
		return parseItems(raws), nil
	default:
		return batch{}, fmt.Errorf("the body is %s: send one event, an array of events, or one event a line", kind)
	}
}

func parseItems(items [][]byte) batch {
	var b batch
	for i, raw := range items {
		e, err := parseEvent(raw)
		if err != nil {
			b.rejected = append(b.rejected, engine.Rejection{Index: i, Reason: err.Error()})
			continue
		}
		b.events = append(b.events, e)
		b.indexes = append(b.indexes, i)
	}
	return b
}
