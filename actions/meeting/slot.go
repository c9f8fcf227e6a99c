package meeting

import (
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/actions"
)

const (
	// notice is how long before its start people learn of a meeting, at the least.
	minLeadTime = time.Hour
	// grid is what starts are rounded up to; it suits the zones with quarters of an hour, too.
	grid = 15 * time.Minute
	// defaultLength is how long a meeting takes unless the playbook says it.
	defaultLength = 30 * time.Minute
	// horizon is how far ahead a slot is looked for when the playbook sets no end.
	horizon = 60 * 24 * time.Hour
)

// slot returns the time of the meeting: the first that fits into business hours after the notice. It is a
// function of the call and the arguments alone, so that every attempt invites to the same time. None
// in time is a permanent error, as later attempts look from the same moment on.
func slot(call actions.Call, length time.Duration, within time.Time) (start, end time.Time, err error) {
	if call.Hours == nil {
		return start, end, actions.Permanent(errors.New("the meeting can't be placed: the workspace has no business calendar"))
	}
	latest := within
	if latest.IsZero() {
		latest = call.Now.Add(horizon)
	}
	from := call.Now.Add(minLeadTime)
	if rounded := from.Truncate(grid); rounded.Before(from) {
		from = rounded.Add(grid)
	}
	start = call.Hours.NextSlot(from, length)
	end = start.Add(length)
	if start.Before(from) || end.After(latest) || !inside(call.Hours, start, length) {
		return start, end, actions.Permanent(fmt.Errorf("the business hours until %s have no room for a meeting of %s: shorten it or allow more time",
			latest.In(call.Now.Location()).Format(humanTime), actions.Duration(length)))
	}
	return start, end, nil
}

// inside reports whether business hours go on from the start of a meeting to its end: a calendar in which no
// day is long enough gives the first of its hours.
func inside(hours actions.Hours, start time.Time, length time.Duration) bool {
	for end := start.Add(length); start.Before(end); start = start.Add(grid) {
		if part := min(grid, end.Sub(start)); !hours.NextSlot(start, part).Equal(start) {
			return false
		}
	}
	return true
}
