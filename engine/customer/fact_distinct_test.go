package customer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheCapIsTheDeclaredOne(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
event "login" { about = "contact" }
metric "people" {
  event    = "login"
  distinct = "contact.id"
  window   = "7d"
  cap      = 2
}`)
	st.login(at("1d"), "a", "b")
	require.False(t, st.s.Metrics["people"].Exceeded())
	st.login(at("1d1h"), "c")
	require.True(t, st.s.Metrics["people"].Exceeded())
	require.InDelta(t, 2, st.fact(at("1d1h"), "metric", "people"), 0)
	st.login(at("12d"), "d", "e", "f")
	require.InDelta(t, 2, st.fact(at("12d"), "metric", "people"), 0, "those of the window before make room")
	st.login(at("30d"), "d")
	require.False(t, st.s.Metrics["people"].Exceeded())
	require.InDelta(t, 1, st.fact(at("30d"), "metric", "people"), 0)
}

func TestLongValuesAreShortKeys(t *testing.T) {
	t.Parallel()
	long := fmt.Sprintf("%0100d", 1)
	require.Len(t, distinctKey(long), len("sha256:")+32)
	require.NotEqual(t, distinctKey(long), distinctKey("x"+long))
	require.Equal(t, long[:64], distinctKey(long[:64]))
}
