package oracletest

import (
	"fmt"

	"github.com/stretchr/testify/require"
)

// capped is the name of a metric that can see more values than it keeps. Nothing else reads it.
const capped = "capped"

// capped draws a metric that keeps few values.
func (d *draft) capped() string {
	return block(fmt.Sprintf("metric %q", capped), attribute("event", d.pick("event", allEvents...)), attribute("distinct", "event.n"),
		attribute("window", d.pick("window", "2h", "1d", "7d", "day", "month")), fmt.Sprintf("cap = %d", d.number("cap", 1, 4)))
}

// sameCapped compares what a metric with a cap counts, where the account or a contact is: it is exact, or says that
// it isn't, and then it counts no more than there are and than it keeps. From then on the facts are taken as equal.
func (st *scenario) sameCapped(want, got map[string]any) {
	st.r.Helper()
	def := st.oracle.w.Metrics[capped]
	if def == nil {
		return
	}
	of := func(facts map[string]any, root string) map[string]any { return facts[root].(map[string]any) }
	if m := st.state.Metrics[capped]; m != nil && m.Exceeded() {
		exact, counted := of(want, "metric")[capped], of(got, "metric")[capped]
		require.LessOrEqual(st.r, counted, exact, "after\n%s\nof\n%s", st.logLines(), st.draft.text())
		require.LessOrEqual(st.r, counted, float64(def.Cap))
		of(got, "metric")[capped] = exact
	}
	for _, root := range []string{"previous", "change"} {
		of(got, root)[capped] = of(want, root)[capped]
	}
}
