package customer

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const silence = `
  trigger "inactivity" {
    event = "login"
    after = "10d"
  }`

// What happened before the account was first heard of moves its start, and the end of an inactivity with it.
func TestAnOlderHistoryMovesTheStartOfASilence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		older time.Time // when a late event happened that came at 1d
		fires string
	}{
		"later":                      {at("-8d"), "03-05 09:00:00 2026-02-23T08:00:00.000Z"},
		"just not over":              {at("-9d").Add(time.Second), "03-04 09:00:01 2026-02-22T08:00:01.000Z"},
		"over at the very instant":   {at("-9d"), "03-04 09:00:00 2026-02-22T08:00:00.000Z"},
		"over for long when it came": {at("-30d"), "03-04 09:00:00 2026-02-01T08:00:00.000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", silence))
			st.send(at("1d"), Entry{Type: "ticket", Time: c.older})
			st.advance(at("60d"))
			require.Equal(t, []string{c.fires}, firings(st, "since"))
		})
	}
}

// The engine was down when an inactivity that an edit adds would have been over: that fires nothing.
func TestASilenceThatWasOverBeforeItsTriggerWasAddedIsNobodys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		added time.Time
		want  []string
	}{
		"before the end":      {at("12d").Add(-time.Millisecond), []string{"03-15 09:00:00"}},
		"at the very instant": {at("12d"), []string{"03-15 09:00:00"}},
		"after the end":       {at("12d").Add(time.Millisecond), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t)
			st.login(at("2d"), "ann")
			st.core = New(load(t, company, play("p", silence)), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), c.added)
			st.advance(at("60d"))
			require.Equal(t, c.want, firings(st))
		})
	}
}

func TestSilenceFiresOnceUntilTheEventComesAgain(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "inactivity" {
    event = "login"
    after = "14d"
  }`))
	st.login(at("3d"), "ann")
	st.advance(at("17d").Add(-time.Second))
	require.Empty(t, st.all)
	st.advance(at("17d"))
	require.Equal(t, []string{"03-20 09:00:00"}, firings(st))
	st.advance(at("60d"))
	require.Len(t, st.all, 1)
	st.login(at("61d"), "ann")
	st.advance(at("75d"))
	require.Len(t, st.all, 2)
	require.Equal(t, "No event login came for 14d.", st.all[0].Detail)
}

func TestSilenceCountsFromTheStartAndFromWhatCounts(t *testing.T) {
	t.Parallel()
	never := customer(t, play("p", `
  trigger "inactivity" {
    event = "login"
    after = "2d"
  }`))
	never.advance(at("2d"))
	require.Equal(t, []string{"03-05 09:00:00 2026-03-03T08:00:00.000Z"}, firings(never, "since"))

	some := customer(t, play("p", `
  trigger "inactivity" {
    event = "ticket"
    when  = "event.level >= 3"
    after = "5d"
  }`))
	some.event(at("1d"), "ticket", "level", 3.0)
	some.event(at("4d"), "ticket", "level", 1.0)                                          // doesn't count
	some.send(at("5d"), Entry{Type: "ticket", Data: data("level", 4.0), Time: at("12h")}) // late, and older than the last
	some.advance(at("30d"))
	require.Equal(t, []string{"03-09 09:00:00"}, firings(some))
}
