package customer

import (
	"slices"
	"strings"
	"testing"

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
			st := tell(t, c.before...)
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
