package customer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestTierMoves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger string
		want    []string
	}{
		"any":    {`trigger "tier" {}`, []string{"03-04 09:00:00 high low", "03-05 09:00:00 low high"}},
		"enters": {`trigger "tier" { enters = "high" }`, []string{"03-05 09:00:00 low high"}},
		"leaves": {`trigger "tier" { leaves = "high" }`, []string{"03-04 09:00:00 high low"}},
		"both":   {"trigger \"tier\" {\n    enters = \"high\"\n    leaves = \"low\"\n  }", []string{"03-05 09:00:00 low high"}},
		"with a `when`": {`trigger "tier" {
      when = "trigger.to == 'high'"
    }`, []string{"03-04 09:00:00 high low", "03-05 09:00:00 low high"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := customer(t, play("p", test.trigger))
			require.Empty(t, st.all, "the first tier is no move")
			st.update(at("1d"), map[string]any{"status": "customer", "ltv": 5.0})
			st.update(at("1d1h"), map[string]any{"status": "customer", "ltv": 6.0})
			st.update(at("2d"), map[string]any{"status": "customer", "ltv": 5000.0})
			require.Equal(t, test.want, firings(st, "from", "to"))
		})
	}
}

// An account that was unclassified from the start comes from no tier; one that isn't classified for a while does.
func TestTheFirstTierIsNoMove(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company, "scale \"size\" {\n  level \"big\" { when = \"account.seats > 10\" }\n  level \"small\" {}\n}",
		play("p", `trigger "tier" {}`), play("q", `trigger "scale" { scale = "size" }`))
	st.event(start, "ticket")
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	st.update(at("1h"), map[string]any{"status": "customer", "ltv": 5000.0, "seats": 20.0})
	require.Empty(t, st.all)
	require.Nil(t, st.s.Unplaced)
	st.update(at("1d"), map[string]any{"status": "customer"})
	st.update(at("2d"), map[string]any{"status": "customer", "ltv": 5.0, "seats": 2.0})
	require.Equal(t, []string{
		"03-04 09:00:00 high unclassified", "03-04 09:00:00 big unclassified",
		"03-05 09:00:00 unclassified low", "03-05 09:00:00 unclassified small",
	}, firings(st, "from", "to"))
}
