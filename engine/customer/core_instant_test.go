package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer/window"
)

// What is due at an instant comes before what arrives at it: an entry that would have prevented a decision
// prevents it one second earlier, and not at the instant itself.
func TestWhatIsDueComesBeforeWhatArrives(t *testing.T) {
	t.Parallel()
	week := window.Of("acme", calendar.Duration{N: 7, Unit: calendar.Day})
	customerWith := func(name string, value any) Entry {
		attributes := map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0, "renewal": "2026-03-20", name: value}
		return Entry{Source: SourceTend, Type: TypeAccountUpdated, Data: data("attributes", attributes)}
	}
	for name, test := range map[string]struct {
		trigger  string
		prevents Entry
		fires    string // the story's time; empty: when the first bucket of a week's window leaves
	}{
		"inactivity": {silent("3d"), Entry{Type: "login", Contact: "ann"}, "3d"},
		"becomes":    {trueFor("3d"), customerWith("seats", 1.0), "3d"},
		"date":       {dateIn(`before = "7d"`), customerWith("renewal", "2027-03-20"), "9d15h"},
		"onboarding_stall": {
			"trigger \"onboarding_stall\" {\n success_plan = \"onboarding\"\n milestone = \"connected\"\n}",
			Entry{Type: "connected"},
			"7d",
		},
		"health_drop": {"trigger \"health_drop\" {\n points = 50\n within = \"20d\"\n}", Entry{Type: "login", Contact: "ann"}, ""},
		"schedule": {
			"trigger \"schedule\" {\n cron = \"0 9 5 3 *\"\n when = \"account.seats > 3\"\n}",
			customerWith("seats", 1.0), "2d",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, early := range []time.Duration{time.Second, 0} {
				st := customer(t, dated, play("p", test.trigger))
				st.send(start, customerWith("renewal", "2026-03-20"))
				st.event(start, "contract_signed")
				fires := week.Leaves(week.Bucket(start))
				if test.fires == "" {
					st.login(start, "ann", "bob", "kim", "lou") // all at one instant: they leave the window together
				} else {
					fires = at(test.fires)
				}
				st.send(fires.Add(-early), test.prevents)
				st.advance(fires)
				enrolled := 0
				for _, d := range st.all {
					if d.Outcome == Enrol {
						enrolled++
						require.Equal(t, fires, d.At)
					}
				}
				require.Equal(t, map[bool]int{true: 0, false: 1}[early > 0], enrolled, "%s before", early)
			}
		})
	}
}

func TestALimitIsCrossedAgainOnlyWhenTheBucketHasLeft(t *testing.T) {
	t.Parallel()
	w := window.Of("acme", calendar.Duration{N: 10, Unit: calendar.Day})
	leaves := w.Leaves(w.Bucket(at("1h")))
	for offset, want := range map[time.Duration]int{-time.Second: 1, 0: 2, time.Second: 2} {
		st := customer(t, play("p", "trigger \"usage_limit\" {\n value = \"metric.usage_10d\"\n limit = \"account.seats\"\n}"))
		st.event(at("1h"), "used", "n", 3.999)
		require.Empty(t, st.all)
		st.event(at("1h"), "used", "n", 0.001) // at the limit exactly, at the same instant
		require.Len(t, st.all, 1)
		st.event(leaves.Add(offset), "used", "n", 4.0)
		require.Len(t, st.all, want, "%s", offset)
	}
}

func TestWhatBecomesTrueLastsUntilTheBucketLeaves(t *testing.T) {
	t.Parallel()
	w := window.Of("acme", calendar.Duration{N: 10, Unit: calendar.Day})
	leaves := w.Leaves(w.Bucket(at("1h")))
	lasts := leaves.Sub(at("1h"))
	for after, want := range map[time.Duration]int{lasts - time.Second: 1, lasts: 0} {
		st := customer(t, play("p", "trigger \"becomes\" {\n when = \"metric.usage_10d >= 4\"\n after = \""+
			calendar.Duration{N: int(after / time.Second), Unit: calendar.Second}.String()+"\"\n}"))
		st.event(at("1h"), "used", "n", 4.0)
		st.advance(at("40d"))
		require.Len(t, st.all, want, "at the instant at which it ends, it has ended")
	}
}

func TestTwoWishesAtOneInstantAreTwoDecisions(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", `trigger "manual" {}`), play("q", `trigger "manual" {}`))
	ask := func(id string) []Decision {
		return st.send(at("1h"), Entry{Source: SourceTend, ID: id, Type: TypeEnrolment, Data: data("playbook", "p", "by", "hana")})
	}
	require.Equal(t, []string{"p enrolled"}, summary(ask("w1")))
	require.Equal(t, []string{"p skipped already_running"}, summary(ask("w2")))
	require.NotEqual(t, st.all[0].Occurrence, st.all[1].Occurrence)
	require.Equal(t, "hana asked for it.", st.all[0].Detail)
	again := st.log[len(st.log)-1]
	require.Empty(t, st.core.Apply(st.s, again), "the same entry again")
	forged := st.send(at("2h"), Entry{Source: "shop", Type: TypeEnrolment, Data: data("playbook", "q")})
	require.Empty(t, forged, "nobody else writes such entries")
	imported := Entry{Source: SourceTend, ID: "w3", Type: TypeEnrolment, Data: data("playbook", "q"), Imported: true}
	require.Empty(t, st.send(at("2h"), imported))
}
