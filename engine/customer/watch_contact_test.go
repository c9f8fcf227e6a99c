package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	joinedDaysAgo = perContact("p", "  trigger \"date\" {\n    date  = \"contact.joined\"\n    after = \"30d\"\n  }")
	ownLimit      = perContact("p", "  trigger \"usage_limit\" {\n    value  = \"metric.logins_7d\"\n    limit  = \"contact.limit\"\n    shares = [50, 100]\n  }")
	monthlyLogin  = perContact("p", "  trigger \"coverage\" {\n    metric = \"logins_this_month\"\n    every  = \"month\"\n    lead   = \"1w\"\n  }")
)

// people is an update of the contacts, each with an attribute.
func (st *story) people(received time.Time, attribute string, values map[string]any) []Decision {
	st.tb.Helper()
	return st.update(received, customerData, having(attribute, values)...)
}

func having(attribute string, values map[string]any) []any {
	all := []any{}
	for id, value := range values {
		all = append(all, data("id", id, "attributes", data(attribute, value)))
	}
	return all
}

// known is an update that imports contacts.
func known(contacts []any) Entry {
	return Entry{Source: SourceTend, Type: TypeAccountUpdated, Imported: true, Data: map[string]any{"contacts": contacts}}
}

func TestADateOfEachContact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(st *story)
		want    []string
	}{
		"of two on one day": {
			func(st *story) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01", "kim": "2026-02-28", "zoe": "2026-03-01", "bob": nil})
			},
			[]string{"03-30 00:00:00 kim", "03-31 00:00:00 ann", "03-31 00:00:00 zoe"},
		},
		"moved, and moved back": {
			func(st *story) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01"})
				st.people(at("30d"), "joined", map[string]any{"ann": "2026-03-11"})
			},
			[]string{"03-31 00:00:00 ann", "04-10 00:00:00 ann"},
		},
		"who comes in the last second of the day": {
			func(st *story) {
				st.people(time.Date(2026, 3, 31, 21, 59, 59, 0, time.UTC), "joined", map[string]any{"ann": "2026-03-01"})
			},
			[]string{"03-31 23:59:59 ann"},
		},
		"who comes when the day is over": {
			func(st *story) {
				st.people(time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), "joined", map[string]any{"ann": "2026-03-01"})
			},
			[]string{},
		},
		"who leaves, and comes back before": {
			func(st *story) {
				st.people(at("1d"), "joined", map[string]any{"ann": "2026-03-01", "kim": "2026-03-01"})
				st.people(at("2d"), "joined", map[string]any{})
				st.people(at("3d"), "joined", map[string]any{"kim": "2026-03-01"})
			},
			[]string{"03-31 00:00:00 kim"},
		},
		"imported": {
			func(st *story) {
				st.send(at("27d"), known(having("joined", map[string]any{"ann": "2026-02-28", "kim": "2026-03-01"})))
			},
			[]string{"03-31 00:00:00 kim"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := watched(t, joinedDaysAgo)
			test.happens(st)
			st.s = stored(t, st.s)
			for next := st.s.NextDue; !next.IsZero() && next.Before(at("60d")); next = st.s.NextDue {
				before := len(st.all)
				st.advance(next.Add(-time.Second))
				require.Len(t, st.all, before)
				st.advance(next)
			}
			require.Equal(t, test.want, fires(st))
		})
	}
}

func TestALimitOfEachContact(t *testing.T) {
	t.Parallel()
	limits := map[string]any{"ann": 4.0, "kim": 2.0, "zoe": nil}
	for name, test := range map[string]struct {
		happens func(st *story)
		want    []string
	}{
		"each crosses its own": {
			func(st *story) { st.login(at("2d"), "ann", "kim", "zoe", "ann", "kim", "zoe", "bob") },
			[]string{"03-05 09:00:00 50 kim", "03-05 09:00:00 50 ann", "03-05 09:00:00 100 kim"},
		},
		"again when it fell back": {
			func(st *story) {
				st.login(at("2d"), "ann", "ann")
				st.login(at("20d"), "ann", "ann")
			},
			[]string{"03-05 09:00:00 50 ann", "03-23 09:00:00 50 ann"},
		},
		"of whom it is crossed when it comes": {
			func(st *story) {
				st.login(at("2d"), "bob")
				st.people(at("3d"), "limit", map[string]any{"bob": 1.0})
			},
			[]string{"03-06 09:00:00 100 bob"},
		},
		"imported": {
			func(st *story) {
				st.login(at("2d"), "bob")
				st.send(at("3d"), known(having("limit", map[string]any{"bob": 2.0})))
				st.login(at("4d"), "bob")
			},
			[]string{"03-07 09:00:00 100 bob"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := watched(t, ownLimit)
			st.people(at("1d"), "limit", limits)
			test.happens(st)
			st.advance(at("60d"))
			lines := firings(st, "share")
			for i, d := range st.all {
				lines[i] += " " + d.Contact
			}
			require.Equal(t, test.want, lines)
			require.Empty(t, st.s.Triggers, "all have fallen back")
		})
	}
}

func TestEachContactIsCovered(t *testing.T) {
	t.Parallel()
	asks := time.Date(2026, 3, 24, 23, 0, 0, 0, time.UTC) // a week before the end of March in Berlin
	for name, test := range map[string]struct {
		happens func(st *story)
		want    []string // of March and of April
	}{
		"two of three are not": {
			func(st *story) { st.login(at("2d"), "kim", "bob") },
			[]string{"03-25 00:00:00 ann", "03-25 00:00:00 zoe", "04-24 00:00:00 ann", "04-24 00:00:00 kim", "04-24 00:00:00 zoe"},
		},
		"one second before": {
			func(st *story) {
				st.login(asks.Add(-time.Second), "kim", "ann")
				st.login(asks.AddDate(0, 0, 20), "zoe")
			},
			[]string{"03-25 00:00:00 zoe", "04-24 00:00:00 ann", "04-24 00:00:00 kim"},
		},
		"at the very instant": {
			func(st *story) { st.login(asks, "kim", "ann"); st.login(asks.AddDate(0, 0, 20), "zoe", "ann", "kim") },
			[]string{"03-25 00:00:00 ann", "03-25 00:00:00 kim", "03-25 00:00:00 zoe"},
		},
		"who comes one second before, and who comes then": {
			func(st *story) {
				st.contacts(asks.Add(-time.Second), "bob", "user")
				st.contacts(asks, "bob", "user", "eve", "user")
			},
			[]string{"03-25 00:00:00 bob", "04-24 00:00:00 bob", "04-24 00:00:00 eve"},
		},
		"who leaves and comes back": {
			func(st *story) {
				st.contacts(at("2d"))
				st.contacts(at("3d"), "ann", "user")
			},
			[]string{"03-25 00:00:00 ann", "04-24 00:00:00 ann"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := watched(t, monthlyLogin)
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
	st := tell(t, company, daily, asked)
	st.contacts(at("1h"), "ann", "user")
	st.edited(clock(t, inBerlin, "2026-03-03 23:30"), strings.Replace(company, inBerlin, inNewYork, 1), daily, asked)
	st.advance(clock(t, inNewYork, "2026-03-04 23:30"))
	require.Equal(t, []string{"03-03 17:00:00 ann", "03-04 23:00:00 ann"}, fires(st), "in New York")
}

// What is so when a trigger is added, or was due while the engine was down, is nobody's.
func TestAnAddedTriggerStartsWhereEachContactIs(t *testing.T) {
	t.Parallel()
	both := map[string]any{"joined": "2026-02-28", "limit": 2.0}
	for name, playbook := range map[string]string{"date": joinedDaysAgo, "usage_limit": ownLimit, "coverage": monthlyLogin} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := watched(t)
			st.update(at("1d"), customerData, data("id", "ann", "attributes", both), data("id", "kim", "attributes", both))
			st.login(at("2d"), "kim", "kim")
			st.core = New(load(t, company, ofContacts, playbook), 2, everSeen)
			st.core.Rebase(st.s, slices.Values(st.log), at("29d"))
			st.check()
			st.advance(at("31d"))
			require.Empty(t, st.all)
		})
	}
}

func TestStandingsOfWhatIsWatchedOfEachContact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ playbook, state string }{
		"date":        {joinedDaysAgo, `Of the account's 2 contacts the date of 0 has come. Next comes the contact "ann": The date is 2026-02-28: it fires on 2026-03-30 00:00.`},
		"usage_limit": {ownLimit, `Of the account's 2 contacts a share is crossed for 1. The contact "ann": It is 0 of 2, which is 0 %. It fires at 1: 1 to go.`},
		"coverage":    {monthlyLogin, `Of the account's 2 contacts it is 0 for 1. Next comes the contact "ann": It is 0 this month. It is asked next on 2026-03-25 00:00.`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both := map[string]any{"joined": "2026-02-28", "limit": 2.0}
			st := customer(t, ofContacts, test.playbook)
			st.update(at("1d"), customerData, data("id", "ann", "attributes", both), data("id", "kim", "attributes", both))
			st.login(at("2d"), "kim")
			require.Equal(t, test.state, st.standingOf("3d").Trigger.State)
		})
	}
}
