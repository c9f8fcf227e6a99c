package run_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/run"
)

func TestWhenSkipsAndSaysSo(t *testing.T) {
	t.Parallel()
	step := action("note", nil)
	step.When = "health.band == 'green'"
	w := begin(t, steps(step))
	require.Equal(t, run.Completed, w.state.Outcome)
	require.Contains(t, w.codes(), "note skipped")
}

func TestNothingHappensAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("note", nil)))
	call := w.attempt("note")[0]
	w.do(w.core.Finish(w.state, "note", call.Key, "", run.Result{}, run.Attempt{}, w.env()))
	before, err := json.Marshal(w.state)
	require.NoError(t, err)
	require.Empty(t, w.attempt("note"))
	w.do(w.core.Finish(w.state, "note", call.Key, "", run.Result{Error: "late"}, run.Attempt{}, w.env()))
	w.event("login", nil)
	after, err := json.Marshal(w.state)
	require.NoError(t, err)
	require.JSONEq(t, string(before), string(after))
}
