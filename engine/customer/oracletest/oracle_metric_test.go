package oracletest

import (
	"encoding/json"
	"math"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// counted is what one entry brings to one metric, as it was evaluated when it came.
type counted struct {
	at                time.Time
	contact           string
	value             any
	leaves, forgotten time.Time // the window, the window before; zero: never
}

// count evaluates an entry for a metric that is made of events; false when it doesn't count.
func (o *oracle) count(m *dsl.Metric, e *arrived) (counted, bool) {
	if e.Type != m.Event || m.OfContact && e.Contact == "" {
		return counted{}, false
	}
	env := o.env(e.now, e.names())
	if m.When != nil {
		if ok, err := m.When.Program.True(env); !ok || err != nil {
			return counted{}, false
		}
	}
	one := counted{at: e.at}
	if m.OfContact {
		one.contact = e.Contact
	}
	if m.Aggregate != dsl.Count {
		value, err := m.Of.Eval(env)
		if err != nil || value == nil {
			return counted{}, false
		}
		one.value = value
	}
	one.leaves, one.forgotten = o.window(m).leaves(e.at)
	return one, true
}

func (o *oracle) window(m *dsl.Metric) window {
	return window{metric: m, account: o.account, zone: o.w.Hours.Zone()}
}

// current and before are what counts in the window and in the window before, of a contact or of all.
func current(all []counted, contact string, now time.Time) []counted {
	var found []counted
	for _, one := range all {
		if one.contact == contact && (one.leaves.IsZero() || now.Before(one.leaves)) {
			found = append(found, one)
		}
	}
	return found
}

func before(all []counted, contact string, now time.Time) []counted {
	var found []counted
	for _, one := range all {
		if one.contact == contact && !now.Before(one.leaves) && now.Before(one.forgotten) {
			found = append(found, one)
		}
	}
	return found
}

// aggregate is the value of a metric over what counts; nil: missing.
func (o *oracle) aggregate(m *dsl.Metric, all []counted) any {
	switch m.Aggregate {
	case dsl.Count, dsl.Sum, dsl.Distinct:
		if !o.seen(m.Event) {
			return nil // Its source isn't connected.
		}
	default:
		if len(all) == 0 {
			return nil
		}
	}
	switch m.Aggregate {
	case dsl.Count:
		return float64(len(all))
	case dsl.Distinct:
		values := map[string]bool{}
		for _, one := range all {
			text, _ := json.Marshal(one.value)
			values[string(text)] = true
		}
		return float64(len(values))
	case dsl.First, dsl.Last:
		return firstOrLast(m.Aggregate, all)
	}
	return ofNumbers(m.Aggregate, all)
}

// firstOrLast goes by when events happened; of two at one instant, by which came first.
func firstOrLast(aggregate dsl.Aggregate, all []counted) any {
	found := all[0]
	for _, one := range all[1:] {
		if aggregate == dsl.First && one.at.Before(found.at) || aggregate == dsl.Last && !one.at.Before(found.at) {
			found = one
		}
	}
	return found.value
}

func ofNumbers(aggregate dsl.Aggregate, all []counted) float64 {
	sum, least, most := 0.0, math.Inf(1), math.Inf(-1)
	for _, one := range all {
		n := one.value.(float64)
		sum, least, most = sum+n, min(least, n), max(most, n)
	}
	switch aggregate {
	case dsl.Min:
		return least
	case dsl.Max:
		return most
	case dsl.Avg:
		return sum / float64(len(all))
	}
	return sum
}

// metrics adds the values of all metrics to the facts; for a contact, of the contact's too.
func (o *oracle) metrics(m *moment, contact string, facts map[string]any) {
	metric, previous, change := map[string]any{}, map[string]any{}, map[string]any{}
	facts["metric"], facts["previous"], facts["change"] = metric, previous, change
	for name, def := range o.w.Metrics {
		if def.OfContact && contact == "" {
			continue
		}
		metric[name], previous[name], change[name] = nil, nil, nil
		if def.Aggregate == dsl.Derived {
			continue
		}
		whose := ""
		if def.OfContact {
			whose = contact
		}
		metric[name] = o.aggregate(def, current(o.counted[name], whose, m.now))
		if def.Windowed() && !m.now.Before(o.window(def).full(o.since())) {
			previous[name] = o.aggregate(def, before(o.counted[name], whose, m.now))
		}
		change[name] = against(metric[name], previous[name])
	}
	// A metric that is worked out from others is known once they are, whatever their order.
	for range o.w.Metrics {
		for name, def := range o.w.Metrics {
			if _, here := metric[name]; here && def.Aggregate == dsl.Derived {
				metric[name] = finiteOr(def.Of, o.env(m.now, facts))
			}
		}
	}
}

// against compares a window with the one before: -0.4 is 40 % less.
func against(value, before any) any {
	v, ok := value.(float64)
	b, okBefore := before.(float64)
	if !ok || !okBefore || b == 0 {
		return nil
	}
	return (v - b) / math.Abs(b)
}

// finiteOr is the number that an expression gives; nil when it is missing or can't be computed.
func finiteOr(p *expression.Program, env expression.Env) any {
	value, err := p.Eval(env)
	n, ok := value.(float64)
	if err != nil || !ok || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil
	}
	return n
}
