package oracletest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// scenario is an account that the core and the oracle both follow.
type scenario struct {
	r     *rapid.T
	draft *draft
	now   time.Time // until which time has passed, at least
	// version is how often the workspace was edited.
	version int64
	// forgotten is how many entries of the log are older than the retention.
	forgotten int
	core      *customer.Core
	state     *customer.State
	oracle    *oracle
	log       []customer.Entry
	// running is the enrolments whose run is in progress.
	running []customer.Decision
	// paused is the playbooks that operators have paused.
	paused map[string]customer.Pause
	// occurrences is the identities of what was decided: none comes twice.
	occurrences map[string]bool
	// kept is the reason for which each occurrence was refused last.
	kept map[string]customer.Reason
}

func begin(r *rapid.T) *scenario {
	draft := drawWorkspace(r)
	w := load(r, draft.text())
	core := customer.New(w, 1, seen)
	return &scenario{
		r: r, draft: draft, core: core, state: core.Fresh(account, start),
		oracle: newOracle(w, account, seen), occurrences: map[string]bool{}, kept: map[string]customer.Reason{}, paused: map[string]customer.Pause{},
	}
}

// seen says which types of event the workspace has received from any account.
func seen(eventType string) bool { return eventType != "never" }

// load checks the text of a workspace as anybody's is checked.
func load(tb rapid.TB, src string) *dsl.Workspace {
	w, diags := dsl.LoadFiles(map[string][]byte{"workspace.hcl": []byte(src)}, dsl.Options{})
	if w == nil {
		tb.Fatalf("the workspace is wrong: %v\n%s", diags, src)
	}
	return w
}

// happen draws what happens next and has both decide about it.
func (st *scenario) happen() {
	st.r.Helper()
	e := st.draw()
	if !e.Imported {
		st.take(e)
		return
	}
	history := []customer.Entry{e}
	for range rapid.IntRange(0, 4).Draw(st.r, "more history") {
		history = append(history, numbered(drawHistory(st.r, e.Received), len(st.log)+1+len(history)))
	}
	st.takeAll(history)
}

// takeAll applies history at once and compares.
func (st *scenario) takeAll(history []customer.Entry) {
	st.r.Helper()
	now := history[0].Received
	st.log = append(st.log, history...)
	decisions := st.core.Advance(st.state, now)
	st.core.ApplyAll(st.state, slices.Values(history), now)
	st.agree(now, decisions, st.oracle.arriveAll(history))
}

// draw is what happens next.
func (st *scenario) draw() customer.Entry {
	e := first(st.r)
	if len(st.log) > 0 || rapid.IntRange(0, 9).Draw(st.r, "begin") == 0 {
		e = drawEntry(st.r, st.next(), st.running, st.draft.playbooks)
	}
	return numbered(e, len(st.log)+1)
}

// take applies an entry and compares.
func (st *scenario) take(e customer.Entry) {
	st.r.Helper()
	st.log = append(st.log, e)
	st.note(e, nil)
	st.agree(e.Received, st.core.Apply(st.state, e), st.oracle.arrive(e))
}

// note keeps which runs are in progress.
func (st *scenario) note(e customer.Entry, decisions []customer.Decision) {
	for _, d := range decisions {
		if d.Outcome == customer.Enrol {
			st.running = append(st.running, d)
		}
	}
	st.running = slices.DeleteFunc(st.running, func(d customer.Decision) bool { return customer.RunID(d.Occurrence) == e.Data["run"] })
}

// rest lets time pass without an entry.
func (st *scenario) rest(until time.Time) {
	st.r.Helper()
	st.now = until
	st.agree(until, st.core.Advance(st.state, until), st.oracle.advance(until))
}

// agree compares what both decided until an instant, and every fact.
func (st *scenario) agree(now time.Time, got, want []customer.Decision) {
	st.r.Helper()
	st.same("decisions", summary(want), summary(st.news(got)))
	for _, d := range got {
		require.False(st.r, st.occurrences[d.Occurrence], "decided twice: %s", d.Occurrence)
		st.occurrences[d.Occurrence] = d.Outcome != customer.Pending
	}
	st.note(customer.Entry{}, got)
	st.oracle.learn(got)
	st.same("goals", goalLines(st.oracle.takeGoals()), goalLines(st.state.TakeGoals()))
	m := st.oracle.last()
	if m == nil {
		return
	}
	now = latest(now, st.state.Now)
	facts := st.core.Facts(st.state, now)
	st.sameCapped(m.facts, facts)
	for _, root := range sortedKeys(facts) {
		st.same(root, m.facts[root], facts[root])
	}
	for _, id := range people {
		person := st.core.ContactFacts(st.state, id, now)
		if m.contactFacts[id] == nil || person == nil {
			continue
		}
		st.sameCapped(m.contactFacts[id], person)
		for _, root := range sortedKeys(person) {
			st.same(id+" "+root, m.contactFacts[id][root], person[root])
		}
	}
}

// same compares the JSON of two values.
func (st *scenario) same(what string, want, got any) {
	st.r.Helper()
	if w, g := encoded(st.r, want), encoded(st.r, got); w != g {
		require.Equal(st.r, w, g, "%s, after\n%s\nof\n%s", what, st.logLines(), st.draft.text())
	}
}

// logLines is the log, a line for each entry.
func (st *scenario) logLines() string {
	var lines []string
	for _, e := range st.log {
		data, _ := json.Marshal(e.Data)
		lines = append(lines, fmt.Sprintf("%s %s %s happened %s %s", e.Received.Format(time.RFC3339Nano), e.Type, e.Contact, e.Time.Format(time.RFC3339Nano), data))
	}
	return strings.Join(lines, "\n")
}

// summary is decisions without their sentences and without the IDs that only the engine gives.
func summary(decisions []customer.Decision) []customer.Decision {
	all := []customer.Decision{}
	for _, d := range decisions {
		d.Occurrence, d.Detail = "", ""
		all = append(all, d)
	}
	return all
}

func encoded(tb require.TestingT, v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	require.NoError(tb, err)
	return string(text)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// news leaves out that something waits once more because of a guard: the core tells it again when the values that
// the guard read are others.
func (st *scenario) news(decisions []customer.Decision) []customer.Decision {
	var all []customer.Decision
	for _, d := range decisions {
		if st.kept[d.Occurrence] != customer.ReasonGuard || d.Outcome != customer.Pending || d.Reason != customer.ReasonGuard {
			all = append(all, d)
		}
		st.kept[d.Occurrence] = d.Reason
	}
	return all
}
