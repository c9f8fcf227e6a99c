package dsl_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

func TestTheWorkspaceCountsOnItsCalendar(t *testing.T) {
	t.Parallel()
	w, diags := loadSource(`
workspace {
  time_zone = "Asia/Tokyo"
  calendar  = "office"
}
calendar "office" {
  hours    = "10:00-17:00"
  holidays = "jp"
  closed   = ["2026-05-07"]
}
calendar "support" { weekdays = ["sat", "sun"] }
team "support" {
  lead = "lead@example.com"
  member "hana@example.com" { calendar = "support" }
}
`)
	requireClean(t, diags)
	require.Equal(t, "office", w.Calendar)
	day := calendar.Duration{N: 1, Unit: calendar.BusinessDay}
	friday := time.Date(2026, 5, 1, 12, 0, 0, 0, w.Hours.Zone())
	// Golden week lasts to 6 May, which stands in for 3 May, a Sunday.
	require.Equal(t, "2026-05-08T17:00:00+09:00", w.Hours.Add(friday, day).Format(time.RFC3339))
	require.Equal(t, "2026-05-02T18:00:00+09:00", w.Calendars["support"].Hours.Add(friday, day).Format(time.RFC3339))
}

// Calendars decide, so their content is in the workspace's hash, and the order of days is not.
func TestCalendarsAreInTheHash(t *testing.T) {
	t.Parallel()
	hash := func(attrs string) string {
		w, diags := loadSource("workspace { calendar = \"office\" }\ncalendar \"office\" {\n" + attrs + "\n}")
		requireClean(t, diags)
		return w.Hash
	}
	same := hash(`closed = ["2026-05-01", "2026-06-01"]`)
	require.Equal(t, same, hash(`closed = ["2026-06-01", "2026-05-01"]`))
	require.Equal(t, same, hash("closed = [\"2026-05-01\", \"2026-06-01\"]\nhours = \"09:00-18:00\""))
	require.NotEqual(t, same, hash(`closed = ["2026-05-01"]`))
	require.NotEqual(t, same, hash(`holidays = "jp"`))
	require.NotEqual(t, hash(`holidays = "us"`), hash(`holidays = "jp"`))
}

func TestAWorkspaceWithoutACalendarHasTheDefault(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl": []byte(`workspace { time_zone = "Asia/Tokyo" }`)}, dsl.Options{})
	requireClean(t, diags)
	require.Empty(t, w.Calendar)
	require.Equal(t, calendar.Default(w.Hours.Zone()), w.Hours)
}
