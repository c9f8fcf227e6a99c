package oracletest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
)

// Definitions are added, changed, removed and retyped while entries come. Nothing fires from an edit, what isn't
// changed keeps its state, what is made of the log is as if it had always been so, and what is decided from then
// on is what the oracle decides.
func TestEditsOfALiveWorkspace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		st := begin(r)
		for range rapid.IntRange(1, 30).Draw(r, "entries") {
			if len(st.log) > 0 && rapid.IntRange(0, 4).Draw(r, "edits") == 4 {
				st.edit()
			}
			st.pauses()
			st.happen()
		}
		st.rest(st.state.Now.Add(40 * 24 * time.Hour))
	})
}

// edit draws an edit and brings the account to it, at times with something that was due before and isn't decided yet.
func (st *scenario) edit() {
	st.r.Helper()
	draft, w := st.draft.edited(st.r)
	if w == nil {
		return
	}
	now := st.next()
	if rapid.Bool().Draw(st.r, "passed before") {
		st.rest(now)
	}
	st.version++
	st.draft, st.core = draft, customer.New(w, st.version, seen).Pausing(st.paused)
	st.core.Keep(st.oracle.tracked()...)
	before := stored(st.r, st.state)
	if rapid.IntRange(0, 5).Draw(st.r, "purge") == 5 {
		st.forgotten = rapid.IntRange(st.forgotten, len(st.log)).Draw(st.r, "forgotten")
	}
	evaluated, until := st.state.Now, instant(now).Add(-time.Millisecond)
	if due := st.state.NextDue; due.IsZero() || due.After(now) {
		evaluated = latest(evaluated, until) // Nothing happened since.
	}
	st.oracle.edit(w, evaluated, now, st.forgotten)
	st.core.Rebase(st.state, slices.Values(st.log[st.forgotten:]), now)
	require.Equal(st.r, before.Edges, st.state.Edges, "nothing fires")
	st.same("running", before.Running(), st.state.Running())
	st.agree(st.state.Now, nil, nil)
	st.rest(now)
	if st.forgotten == 0 {
		st.likeNew()
	}
}

// likeNew compares what is made of the log alone with what another account has that came with the same log.
func (st *scenario) likeNew() {
	st.r.Helper()
	fresh := st.core.Fresh(account, start)
	for _, e := range st.log {
		st.core.Apply(fresh, e)
	}
	st.core.Advance(fresh, st.state.Now)
	was, is := st.core.Facts(fresh, st.state.Now), st.core.Facts(st.state, st.state.Now)
	for _, root := range []string{"account", "metric", "previous", "change", "contacts"} {
		st.same(root+" as of a fresh fold", was[root], is[root])
	}
}
