package oracletest

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The core, which evaluates only what reads something that changed, and the oracle, which evaluates everything
// at every instant, know the same facts and take the same decisions at the same times.
func TestTheCoreAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		st := begin(r)
		for range rapid.IntRange(1, 40).Draw(r, "entries") {
			st.pauses()
			st.happen()
		}
		st.rest(st.state.Now.Add(40 * 24 * time.Hour))
	})
}
