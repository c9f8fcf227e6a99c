package customer

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEachContactFallsSilentOnItsOwn(t *testing.T) {
	t.Parallel()
	end := at("10d1h") // of the silence of those of whom nothing was heard
	for name, test := range map[string]struct {
		happens func(st *scenario)
		want    []string
	}{
		"none has come": {
			func(*scenario) {}, []string{"03-13 10:00:00 ann", "03-13 10:00:00 kim", "03-13 10:00:00 zoe"},
		},
		"one of them comes": {
			func(st *scenario) { st.login(at("2d"), "kim") },
			[]string{"03-13 10:00:00 ann", "03-13 10:00:00 zoe", "03-15 09:00:00 kim"},
		},
		"one second before the end": {
			func(st *scenario) { st.login(end.Add(-time.Second), "kim", "zoe") },
			[]string{"03-13 10:00:00 ann", "03-23 09:59:59 kim", "03-23 09:59:59 zoe"},
		},
		"at the very instant": {
			func(st *scenario) { st.login(end, "kim") },
			[]string{"03-13 10:00:00 ann", "03-13 10:00:00 kim", "03-13 10:00:00 zoe", "03-23 10:00:00 kim"},
		},
		"one second after": {
			func(st *scenario) { st.login(end.Add(time.Second), "kim") },
			[]string{"03-13 10:00:00 ann", "03-13 10:00:00 kim", "03-13 10:00:00 zoe", "03-23 10:00:01 kim"},
		},
		"late, and it moves the end back": {
			func(st *scenario) {
				st.send(at("2d"), Entry{Type: "login", Contact: "ann", Time: at("-1d")})
				st.send(at("2d"), Entry{Type: "login", Contact: "kim", Time: at("1d")})
				st.send(at("3d"), Entry{Type: "login", Contact: "kim", Time: at("12h")})
			},
			[]string{"03-12 09:00:00 ann", "03-13 10:00:00 zoe", "03-14 09:00:00 kim"},
		},
		"who comes later, and whom a stranger was before": {
			func(st *scenario) {
				st.login(at("2d"), "bob")
				st.contacts(at("3d"), "ann", "user", "bob", "user")
			},
			[]string{"03-13 10:00:00 ann", "03-16 09:00:00 bob"},
		},
		"who leaves and comes back": {
			func(st *scenario) {
				st.contacts(at("5d"), "ann", "user")
				st.contacts(at("6d"), "ann", "user", "zoe", "user")
			},
			[]string{"03-13 10:00:00 ann", "03-19 09:00:00 zoe"},
		},
		"who leaves at the very instant": {
			func(st *scenario) { st.contacts(end, "ann", "user") },
			[]string{"03-13 10:00:00 ann", "03-13 10:00:00 kim", "03-13 10:00:00 zoe"},
		},
		"who left is a stranger": {
			func(st *scenario) {
				st.contacts(at("5d"))
				st.login(at("6d"), "ann", "kim", "zoe")
			},
			[]string{},
		},
		"an event about nobody": {
			func(st *scenario) { st.event(at("2d"), "login"); st.contacts(at("3d"), "kim", "user") },
			[]string{"03-13 10:00:00 kim"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := withContacts(t, fallsSilent)
			test.happens(st)
			for next := st.s.NextDue; !next.IsZero() && next.Before(at("60d")); next = st.s.NextDue {
				before := len(st.all)
				st.advance(next.Add(-time.Millisecond))
				require.Len(t, st.all, before, "nothing comes before its instant")
				st.s = stored(t, st.s)
				st.advance(next)
			}
			require.Equal(t, test.want, fires(st))
			require.Len(t, occurrences(st.all), len(test.want))
		})
	}
}

func TestASilenceOfAContactSaysSinceWhen(t *testing.T) {
	t.Parallel()
	st := withContacts(t, fallsSilent)
	st.login(at("2d"), "kim")
	st.advance(at("60d"))
	require.Equal(t, []string{"03-13 10:00:00 2026-03-03T09:00:00.000Z", "03-13 10:00:00 2026-03-03T09:00:00.000Z", "03-15 09:00:00 2026-03-05T08:00:00.000Z"}, firings(st, "since"))
	require.Equal(t, []string{"ann: p enrolled", "zoe: p enrolled", "kim: p enrolled"}, contactOutcomes(st.all))
	require.Zero(t, st.s.Triggers[instance{st.core.triggerIndex.all[0], "kim"}.key()].KnownSince, "that is past")
	require.Regexp(t, "/edge:1/contact:ann$", st.all[0].Occurrence)
	require.Regexp(t, "/edge:2/contact:zoe$", st.all[1].Occurrence)
}

// A trigger that an edit adds comes to what it would remember had it been there from the start.
func TestAnAddedTriggerKnowsTheSilenceOfEachContact(t *testing.T) {
	t.Parallel()
	history := func(st *scenario) {
		st.login(at("2d"), "kim", "bob")
		st.contacts(at("3d"), "ann", "user", "bob", "user", "kim", "user", "zoe", "user")
		st.contacts(at("4d"), "ann", "user", "bob", "user", "kim", "user")
		st.send(at("5d"), Entry{Type: "login", Contact: "ann", Time: at("-2d")})
		st.contacts(at("6d"), "ann", "user", "bob", "user", "kim", "user", "zoe", "user")
	}
	whole := withContacts(t, fallsSilent)
	history(whole)
	st := withContacts(t)
	history(st)
	st.core = New(load(t, company, ofContacts, fallsSilent), 2, everSeen)
	st.core.Rebase(st.s, slices.Values(st.log), at("6d"))
	require.Equal(t, encoded(t, whole.s.Triggers), encoded(t, st.s.Triggers))
	require.Equal(t, whole.s.Alarms, st.s.Alarms)
	whole.advance(at("60d"))
	st.advance(at("60d"))
	require.Equal(t, []string{"03-11 09:00:00 ann", "03-15 09:00:00 kim", "03-16 09:00:00 bob", "03-19 09:00:00 zoe"}, fires(st))
	require.Equal(t, fires(whole), fires(st))
}

// Of whom an import brings events, and who has left by its end, nothing is evaluated.
func TestWhoComesAndLeavesInOneImportIsNotEvaluated(t *testing.T) {
	t.Parallel()
	st := withContacts(t, fallsSilent)
	st.advance(at("2d"))
	st.core.ApplyAll(st.s, slices.Values([]Entry{
		{Seq: 3, Source: "test", ID: "e3", Type: "login", Contact: "kim", Time: at("1d"), Received: at("2d"), Imported: true},
		{
			Seq: 4, Source: SourceTend, ID: "e4", Type: TypeAccountUpdated, Received: at("2d"), Imported: true,
			Data: map[string]any{"contacts": staff("ann", "user")},
		},
	}), at("2d"))
	st.check()
	st.advance(at("60d"))
	require.Equal(t, []string{"03-13 10:00:00 ann"}, fires(st))
	require.Len(t, st.s.Triggers, 1)
}
