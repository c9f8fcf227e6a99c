package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"

	"github.com/go-json-experiment/json/jsontext"

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
	body = bytes.TrimPrefix(body, byteOrderMark)
	trimmed := bytes.TrimSpace(body)
	switch {
	case lines:
		return parseLines(body)
	case len(trimmed) == 0:
		return batch{}, errors.New("the body is empty: send one event, an array of events, or one event a line")
	case trimmed[0] == '[':
		return parseArray(body)
	case json.Valid(trimmed):
		return parseJSON(body)
	case looksLikeLines(trimmed):
		return parseLines(body)
	}
	return batch{}, invalidJSON(body)
}

func parseLines(body []byte) (batch, error) {
	lines, err := contentLines(body)
	if err != nil {
		return batch{}, err
	}
	return parseItems(body, lines), nil
}

// invalidJSON says what is wrong with a body that isn't JSON.
func invalidJSON(body []byte) error {
	if wrong := examine(body); wrong != nil {
		return fmt.Errorf("the body isn't valid JSON: %w", wrong)
	}
	return errors.New("the body isn't valid JSON")
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
	case "application/json", "application/cloudevents+json":
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

// item is one event's place in a body.
type item struct{ start, end int }

const (
	// maxEvents is how many events are taken at once: all of them are one transaction, for which other writers wait.
	maxEvents = 10_000
	// maxWritten is how many bytes an event may be written in: far more than its content may have.
	maxWritten = 512 << 10
)

// errTooMany is a body with more events than are taken at once.
var errTooMany = fmt.Errorf("the body has more than %d events, the most that are taken at once: send it in parts", maxEvents)

// errMore is a body in which more follows after an array.
var errMore = errors.New("more follows after the end of the array")

// contentLines gives the lines that aren't blank.
func contentLines(body []byte) ([]item, error) {
	var lines []item
	start := 0
	for line := range bytes.Lines(body) {
		if text := bytes.TrimSpace(line); len(text) > 0 {
			begin := start + bytes.Index(line, text)
			lines = append(lines, item{begin, begin + len(text)})
			if len(lines) > maxEvents {
				return nil, errTooMany
			}
		}
		start += len(line)
	}
	return lines, nil
}

// parseJSON reads a body that is one JSON value and no array, whatever is wrong with the texts, names and numbers in it.
func parseJSON(body []byte) (batch, error) {
	if kind := jsonKind(body); kind != "an object" {
		return batch{}, fmt.Errorf("the body is %s: send one event, an array of events, or one event a line", kind)
	}
	return parseItems(body, []item{{0, len(body)}}), nil
}

// parseArray reads a body that is to be an array, whatever is wrong with the texts, names and numbers in it.
func parseArray(body []byte) (batch, error) {
	items, err := elements(body)
	switch {
	case errors.Is(err, errTooMany) && json.Valid(bytes.TrimSpace(body)):
		return batch{}, err
	case err != nil:
		return batch{}, invalidJSON(body)
	}
	return parseItems(body, items), nil
}

// elements finds the elements of an array. A fault within one of them is told when that one is read, so that it
// doesn't stop the others.
func elements(body []byte) ([]item, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var items []item
	for d.PeekKind() != jsontext.KindEndArray {
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		end := int(d.InputOffset())
		items = append(items, item{end - len(value), end})
		if len(items) > maxEvents {
			return nil, errTooMany
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	if rest := bytes.TrimSpace(body[d.InputOffset():]); len(rest) > 0 {
		return nil, errMore
	}
	return items, nil
}

func parseItems(body []byte, items []item) batch {
	var b batch
	for i, it := range items {
		raw := body[it.start:it.end]
		if len(raw) > maxWritten {
			b.rejected = append(b.rejected, engine.Rejection{Index: i, Reason: fmt.Sprintf("the event has %d KiB: leave out what no playbook reads", len(raw)>>10)})
			continue
		}
		e, err := parseEvent(raw)
		var wrong *fault
		switch {
		case errors.As(err, &wrong):
			b.rejected = append(b.rejected, engine.Rejection{Index: i, Reason: "not valid JSON: " + wrong.within(body, it.start)})
		case err != nil:
			b.rejected = append(b.rejected, engine.Rejection{Index: i, Reason: err.Error()})
		default:
			b.events = append(b.events, e)
			b.indexes = append(b.indexes, i)
		}
	}
	return b
}
