package customer

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestThePastBelievesTheRecord(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket))
	st.event(at("1d"), "ticket")
	st.finish(at("3d"), "p")
	// The trigger of that time is gone: today's waits for another event, and would have enrolled nobody.
	today := New(load(t, company, play("p", `  trigger "event" { event = "connected" }`)), 2, everSeen)
	for day, refused := range map[string]bool{"1d": true, "2d": true, "4d": false} {
		w, err := today.WhyAt("acme", "p", st.past(), at(day))
		require.NoError(t, err)
		require.Equal(t, refused, w.Cases[0].refusingRule() != nil, day)
	}
	// And what it would do today, it didn't do then.
	none := Past{Entries: st.past().Entries}
	w, err := st.core.WhyAt("acme", "p", none, at("2d"))
	require.NoError(t, err)
	require.Nil(t, w.Cases[0].refusingRule())
}

func TestThePastHasABeginningAndCanFail(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket))
	_, err := st.core.WhyAt("acme", "p", st.past(), start.Add(-time.Second))
	require.ErrorIs(t, err, ErrNotThen)
	_, err = st.core.WhyAt("acme", "q", st.past(), at("1d"))
	require.EqualError(t, err, `there is no playbook "q"`)
	gone := errors.New("the log can't be read")
	_, err = st.core.WhyAt("acme", "p", Past{Entries: func(func(Entry) bool) error { return gone }}, at("1d"))
	require.ErrorIs(t, err, gone)
}

// Imported history was folded at once: no score in between was ever the account's.
func TestImportedHistoryIsFoldedAtOnce(t *testing.T) {
	t.Parallel()
	st := newScenario(t, graded, play("p", dropBy15In7d))
	var log []Entry
	for i, score := range []float64{90, 20, 60} {
		e := Entry{Seq: int64(i + 1), Source: SourceTend, Type: TypeAccountUpdated, Received: start, Imported: true}
		e.Data = map[string]any{"attributes": map[string]any{"p": score, "q": score, "vip": false}}
		log = append(log, e)
	}
	st.log = log
	w, err := st.core.WhyAt("acme", "p", st.past(), at("1d"))
	require.NoError(t, err)
	require.Equal(t, "It is 60 points, 0 below its maximum of 60. It fires at 45 or less: 15 points to go.", w.Cases[0].Trigger.State)
}
