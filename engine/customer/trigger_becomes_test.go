package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const ticketFor3d = `
  trigger "becomes" {
    when  = "metric.tickets_30d >= 1"
    after = "3d"
  }`

// What an edit or imported history made true is nothing that the customer did: it fires neither then nor when it
// has stayed true for long enough.
func TestBecomesIsNotMadeByEditsOrImports(t *testing.T) {
	t.Parallel()
	used := strings.Replace(company, `event  = "ticket"`, `event  = "used"`, 1) // of tickets_30d
	for name, c := range map[string]struct {
		before, after []string // the workspace, before and after an edit
		imported      bool
	}{
		"a trigger that is added":  {[]string{company}, []string{company, play("p", ticketFor3d)}, false},
		"a metric that is changed": {[]string{used, play("p", ticketFor3d)}, []string{company, play("p", ticketFor3d)}, false},
		"imported history":         {[]string{company, play("p", ticketFor3d)}, []string{company, play("p", ticketFor3d)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newScenario(t, c.before...)
			st.update(start, map[string]any{"status": "customer"})
			st.send(at("1d"), Entry{Type: "ticket", Imported: c.imported})
			st.core = New(load(t, c.after...), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), at("1d1h"))
			require.InDelta(t, 1, st.fact(at("1d1h"), "metric", "tickets_30d"), 0)
			st.advance(at("60d")) // it stays true for weeks, and turns false
			require.Empty(t, st.all)
			st.event(at("61d"), "ticket")
			st.advance(at("64d"))
			require.Equal(t, []string{"p enrolled"}, summary(st.all), "the customer did that")
		})
	}
}

func TestBecomesFiresWhenItTurnsTrueAndStaysSo(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "becomes" {
    when  = "metric.tickets_30d >= 2"
    after = "3d"
  }`))
	st.event(at("1h"), "ticket")
	st.event(at("2h"), "ticket")
	st.event(at("3h"), "ticket") // still true: the three days count from the first moment
	st.advance(at("3d2h").Add(-time.Second))
	require.Empty(t, st.all)
	st.advance(at("3d2h"))
	require.Equal(t, []string{"03-06 11:00:00"}, firings(st))
	require.Equal(t, `"metric.tickets_30d >= 2" has been true for 3d.`, st.all[0].Detail)
	st.event(at("5d"), "ticket")
	st.advance(at("90d")) // the tickets leave the window: it turns false
	require.Len(t, st.all, 1, "once while it is true")
	st.event(at("100d"), "ticket")
	st.event(at("100d1h"), "ticket")
	st.advance(at("104d"))
	require.Len(t, st.all, 2, "and again after it was false")
}

func TestBecomesForgetsWhatDidNotLast(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `
  trigger "becomes" {
    when  = "account.seats > 10"
    after = "2d"
  }`))
	st.update(at("1d"), map[string]any{"status": "customer", "seats": 20.0})
	st.update(at("2d"), map[string]any{"status": "customer", "seats": 5.0})
	st.update(at("2d12h"), map[string]any{"status": "customer", "seats": 20.0})
	st.advance(at("4d12h").Add(-time.Millisecond))
	require.Empty(t, st.all)
	st.advance(at("9d"))
	require.Equal(t, []string{"03-07 21:00:00"}, firings(st))
}

func TestAnAccountThatComesWithItTrueHasBecomeSo(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `  trigger "becomes" { when = "account.seats > 1" }`))
	require.Equal(t, []string{"03-03 09:00:00"}, firings(st))
}
