package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/dsl/expression"
)

// ZoneHeader names the header, on answers to everybody with access, that gives the zone of the times in sentences: the
// workspace's, by its IANA name.
const ZoneHeader = "Tend-Time-Zone"

// zone returns the workspace's zone.
func (s *server) zone() *time.Location {
	if w := s.engine.Workspace(); w != nil && w.Hours != nil {
		return w.Hours.Zone()
	}
	return time.UTC
}

// nameZone sets the header for those with access.
func (s *server) nameZone(ctx huma.Context, next func(huma.Context)) {
	if trusted(ctx.Context()) {
		ctx.SetHeader(ZoneHeader, s.zone().String())
	}
	next(ctx)
}

// localTimes is the forms of a time without an offset.
var localTimes = []string{"2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}

// ParseTime reads a time as operators write it; one without an offset is in the zone. One that the zone's clocks skip
// is invalid.
func ParseTime(text string, zone *time.Location) (time.Time, bool) {
	if t, err := expression.ParseTime(text); err == nil {
		return t, true
	}
	for _, layout := range localTimes {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Format(layout) == text {
			return t, true
		}
	}
	return time.Time{}, false
}

// time reads a time of the query; empty is the zero time.
func (s *server) time(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, ok := ParseTime(text, s.zone())
	if _, elsewhere := ParseTime(text, time.UTC); !ok && elsewhere {
		return t, problem(http.StatusUnprocessableEntity,
			"query.%s: the clocks of %s never show %q, as they are put forward over it: write a time before or after", name, s.zone(), text)
	}
	if !ok {
		return t, problem(http.StatusUnprocessableEntity,
			"query.%s: %q isn't a time: write RFC 3339, such as 2026-04-01T09:00:00+09:00, or without an offset for a time in %s", name, text, s.zone())
	}
	return t, nil
}

// span reads the two ends of a span of time in the query.
func (s *server) span(from, to string) (begin, end time.Time, err error) {
	if begin, err = s.time("from", from); err == nil {
		end, err = s.time("to", to)
	}
	return begin, end, err
}
