package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// evaluateUsageLimit fires for the highest share of the limit that the value has crossed upwards; each once, until the
// value falls back below it. Without a value or a limit nothing is crossed, and nothing is forgotten.
func (t *evaluation) evaluateUsageLimit(tr *triggerDef, st *TriggerState) time.Time {
	value, known := t.amount(tr, tr.UsageLimit.Value)
	limit, limited := t.amount(tr, tr.UsageLimit.Limit)
	if !known || !limited || limit <= 0 {
		return time.Time{}
	}
	crossed := 0.0
	for _, share := range tr.UsageLimit.Shares {
		if value*100 >= share*limit {
			crossed = share
		}
	}
	if crossed > st.Share {
		t.edge(tr, map[string]any{"share": crossed, "value": value, "limit": limit})
	}
	st.Share = crossed
	return time.Time{}
}

// amount is a number that the trigger works out; not known when it is missing.
func (t *evaluation) amount(tr *triggerDef, p *expression.Program) (float64, bool) {
	value, err := t.eval(p, &tr.needs)
	n, ok := value.(float64)
	return n, err == nil && ok
}
