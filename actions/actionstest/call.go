package actionstest

import (
	"time"

	"github.com/tendhq/tend/actions"
)

// Now is the engine's time of Call: Monday, 6 April 2026, 10:05 in Tokyo.
var Now = time.Date(2026, 4, 6, 1, 5, 0, 0, time.UTC)

// Call returns an ordinary first call with the key.
func Call(key string) actions.Call {
	return actions.Call{
		Key: key, Run: "r-1", Account: "acme", Step: "step", Now: Now, Attempt: 1, Hours: Office(),
	}
}

// Hours is a small business calendar: 9 to 18 from Monday to Friday.
type Hours struct {
	zone *time.Location
}

// Office returns the hours in a zone nine hours east of UTC without daylight saving.
func Office() Hours { return Hours{zone: time.FixedZone("JST", 9*60*60)} }

// NextSlot returns the first instant at or after from at which d fits into a day; a d that fits into none
// gives the zero time.
func (h Hours) NextSlot(from time.Time, d time.Duration) time.Time {
	local := from.In(h.zone)
	for range 8 {
		year, month, day := local.Date()
		opens := time.Date(year, month, day, 9, 0, 0, 0, h.zone)
		start := local
		if start.Before(opens) {
			start = opens
		}
		weekend := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
		if !weekend && !start.Add(d).After(opens.Add(9*time.Hour)) {
			return start
		}
		local = time.Date(year, month, day+1, 0, 0, 0, 0, h.zone)
	}
	return time.Time{}
}
