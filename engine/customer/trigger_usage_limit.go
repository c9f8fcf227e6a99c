package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// usageLimitTrigger fires for the highest share of a limit that a value has crossed upwards, each share once until the
// value falls back below it.
type usageLimitTrigger struct {
	*triggerDef
	ofAccounts
}

func newUsageLimitTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &usageLimitTrigger{triggerDef: tr}
	tr.needs.add(tr.UsageLimit.Value)
	tr.needs.add(tr.UsageLimit.Limit)
	c.evaluateOnChange(tr, k)
	return k
}

// evaluate keeps the share that is crossed while the value or the limit is missing.
func (k *usageLimitTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	value, limit, known := k.usage(t)
	if !known {
		return time.Time{}
	}
	crossed := 0.0
	for _, share := range k.UsageLimit.Shares {
		if value*100 >= share*limit {
			crossed = share
		}
	}
	if crossed > st.Share {
		t.edge(k.triggerDef, map[string]any{"share": crossed, "value": value, "limit": limit})
	}
	st.Share = crossed
	return time.Time{}
}

// usage is the value and its limit; false when one of them is missing.
func (k *usageLimitTrigger) usage(t *evaluation) (value, limit float64, known bool) {
	value, known = k.number(t, k.UsageLimit.Value)
	limit, limited := k.number(t, k.UsageLimit.Limit)
	return value, limit, known && limited && limit > 0
}

// number evaluates an expression of the trigger; false when it is missing.
func (k *usageLimitTrigger) number(t *evaluation, p *expression.Program) (float64, bool) {
	value, err := t.eval(p, &k.needs)
	n, ok := value.(float64)
	return n, err == nil && ok
}

func (*usageLimitTrigger) reason(o *occurrence) string {
	return fmt.Sprintf("%v of %v is %v %% of the limit or more.", o.Values["value"], o.Values["limit"], o.Values["share"])
}

func (k *usageLimitTrigger) status(t *evaluation, s *TriggerStatus) {
	var shares []string
	for _, share := range k.UsageLimit.Shares {
		shares = append(shares, showNumber(share)+" %")
	}
	s.Waits = fmt.Sprintf("Fires when %s comes to %s of %s, each once until it falls back.",
		k.UsageLimit.Value.Source(), either(shares), k.UsageLimit.Limit.Source())
	value, limit, known := k.usage(t)
	if !known {
		s.State = "The value or the limit is missing."
		return
	}
	s.add("value", value)
	s.add("limit", limit)
	s.State = fmt.Sprintf("It is %s of %s, which is %s %%.", showNumber(value), showNumber(limit), showNumber(roundScore(value/limit*100)))
	for _, share := range k.UsageLimit.Shares {
		if value*100 < share*limit {
			s.add("missing", rounded(share*limit/100-value))
			s.State += fmt.Sprintf(" It fires at %s: %s to go.", showNumber(share*limit/100), showNumber(share*limit/100-value))
			return
		}
	}
}

func (*usageLimitTrigger) met(_ *evaluation, st *TriggerState) bool { return st.Share > 0 }

func (*usageLimitTrigger) metText(n int) string { return fmt.Sprintf("a share is crossed for %d", n) }
