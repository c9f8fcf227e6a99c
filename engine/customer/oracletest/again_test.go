package oracletest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
)

// door is how entries get in: the same source and ID again is no new entry.
type door struct {
	core      *customer.Core
	state     *customer.State
	known     map[string]bool
	decisions []customer.Decision
}

func (d *door) take(e customer.Entry) {
	id := e.Source + "\x00" + e.ID
	if d.known[id] {
		return
	}
	d.known[id] = true
	e.Seq = int64(len(d.known))
	d.decisions = append(d.decisions, d.core.Apply(d.state, e)...)
}

// stored is the state after it was written and read.
func stored(r *rapid.T, s *customer.State) *customer.State {
	read := &customer.State{}
	require.NoError(r, json.Unmarshal([]byte(encoded(r, s)), read))
	return read
}

// The same entries come to the same state and decisions when they come in other batches and again and again,
// when the state is written and read between them, and whenever the sweeper advances the account.
func TestOtherBatchesResendsStoresAndSweepsChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		st := begin(r)
		var decided []customer.Decision
		for range rapid.IntRange(1, 25).Draw(r, "entries") {
			decided = append(decided, st.alone()...)
		}
		end := st.state.Now.Add(time.Duration(rapid.IntRange(0, 60).Draw(r, "days")) * 24 * time.Hour)
		decided = append(decided, st.core.Advance(st.state, end)...)

		d := &door{core: st.core, state: st.core.Fresh(account, start), known: map[string]bool{}}
		for i, e := range st.log {
			if rapid.Bool().Draw(r, "again") {
				again := st.log[rapid.IntRange(0, i).Draw(r, "which")]
				if again.ID != e.ID {
					again.Received, again.Data = e.Received, nil
					d.take(again)
				}
			}
			if rapid.Bool().Draw(r, "store") {
				d.state = stored(r, d.state)
			}
			if pause := e.Received.Sub(d.state.Now); rapid.Bool().Draw(r, "sweep") && pause > 0 {
				until := d.state.Now.Add(time.Duration(rapid.Int64Range(0, int64(pause)).Draw(r, "until")))
				d.decisions = append(d.decisions, d.core.Advance(d.state, until)...)
			}
			d.take(e)
			d.take(e)
		}
		d.state = stored(r, d.state)
		d.decisions = append(d.decisions, d.core.Advance(d.state, end)...)
		st.same("decisions", decided, d.decisions)
		st.same("state", st.state, d.state)
	})
}

// alone draws what happens next and has the core alone decide about it.
func (st *scenario) alone() []customer.Decision {
	e := st.draw()
	st.log = append(st.log, e)
	decisions := st.core.Apply(st.state, e)
	st.note(e, decisions)
	return decisions
}
