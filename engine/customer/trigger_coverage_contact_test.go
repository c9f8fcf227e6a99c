package customer

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEachContactIsCovered(t *testing.T) {
	t.Parallel()
	asks := time.Date(2026, 3, 24, 23, 0, 0, 0, time.UTC) // a week before the end of March in Berlin
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string // of March and of April
	}{
		"two of three are not": {
			func(st *scenario) { st.login(at("2d"), "kim", "bob") },
			[]string{"03-25 00:00:00 ann", "03-25 00:00:00 zoe", "04-24 00:00:00 ann", "04-24 00:00:00 kim", "04-24 00:00:00 zoe"},
		},
		"one second before": {
			func(st *scenario) {
				st.login(asks.Add(-time.Second), "kim", "ann")
				st.login(asks.AddDate(0, 0, 20), "zoe")
			},
			[]string{"03-25 00:00:00 zoe", "04-24 00:00:00 ann", "04-24 00:00:00 kim"},
		},
		"at the very instant": {
			func(st *scenario) {
				st.login(asks, "kim", "ann")
				st.login(asks.AddDate(0, 0, 20), "zoe", "ann", "kim")
			},
			[]string{"03-25 00:00:00 ann", "03-25 00:00:00 kim", "03-25 00:00:00 zoe"},
		},
		"who comes one second before, and who comes then": {
			func(st *scenario) {
				st.contacts(asks.Add(-time.Second), "bob", "user")
				st.contacts(asks, "bob", "user", "eve", "user")
			},
			[]string{"03-25 00:00:00 bob", "04-24 00:00:00 bob", "04-24 00:00:00 eve"},
		},
		"who leaves and comes back": {
			func(st *scenario) {
				st.contacts(at("2d"))
				st.contacts(at("3d"), "ann", "user")
			},
			[]string{"03-25 00:00:00 ann", "04-24 00:00:00 ann"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, monthlyLogin)
			test.happens(st)
			st.s = stored(t, st.s)
			st.advance(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
			require.Equal(t, test.want, fires(st))
			require.Len(t, occurrences(st.all), len(test.want))
		})
	}
}

// What a contact was asked for isn't asked again of the day that a zone further west is still in.
func TestACoverageOfContactsGoesOnByTheClock(t *testing.T) {
	t.Parallel()
	daily := strings.ReplaceAll(ofContacts, `"month"`, `"day"`)
	asked := strings.NewReplacer(`"month"`, `"day"`, `"1w"`, `"1h"`).Replace(monthlyLogin)
	st := newScenario(t, company, daily, asked)
	st.contacts(at("1h"), "ann", "user")
	st.edited(clock(t, inBerlin, "2026-03-03 23:30"), strings.Replace(company, inBerlin, inNewYork, 1), daily, asked)
	st.advance(clock(t, inNewYork, "2026-03-04 23:30"))
	require.Equal(t, []string{"03-03 17:00:00 ann", "03-04 23:00:00 ann"}, fires(st), "in New York")
}
