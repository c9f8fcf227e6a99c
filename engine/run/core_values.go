package run

import (
	"maps"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer"
)

// values is the names that the plan's expressions read.
func (t *transition) values(e *customer.Entry) map[string]any {
	if t.facts == nil {
		t.facts = t.env.Facts()
	}
	all := maps.Clone(t.facts)
	all["trigger"] = t.state.Trigger
	all["steps"] = t.steps()
	all["run"] = map[string]any{"started_at": expression.FormatTime(t.state.StartedAt)}
	all["var"], all["local"] = t.core.plan.Vars, t.core.plan.Locals
	if t.state.Contact != "" {
		t.addContact(all, t.state.Contact)
	}
	if e != nil {
		all["event"] = t.event(e)
		if e.Contact != "" {
			t.addContact(all, e.Contact)
		}
	}
	return all
}

// event is the expression value of an entry.
func (t *transition) event(e *customer.Entry) map[string]any {
	if e.Contact == "" {
		return e.Values(nil, e.Received)
	}
	return e.Values(t.env.Contact(e.Contact), e.Received)
}

// addContact adds a contact with its facts.
func (t *transition) addContact(all map[string]any, id string) {
	all["contact"] = t.env.Contact(id)
	if t.env.ContactFacts != nil {
		maps.Copy(all, t.env.ContactFacts(id))
	}
}

// steps is the results of every step that was reached.
func (t *transition) steps() map[string]any {
	all := make(map[string]any, len(t.state.Steps))
	for name, st := range t.state.Steps {
		result := map[string]any{"reached": st.Phase != Skipped}
		maps.Copy(result, st.Result)
		all[name] = result
	}
	return all
}

func (t *transition) scope(e *customer.Entry) expression.Env {
	return expression.Env{
		Values: t.values(e),
		Clock:  expression.Clock{Now: t.env.Now, Zone: t.env.Hours.Zone(), Hours: t.env.Hours},
	}
}

func (t *transition) eval(source string, e *customer.Entry) (any, error) {
	return t.core.programs[source].Eval(t.scope(e))
}

func (t *transition) test(source string, e *customer.Entry) (bool, error) {
	return t.core.programs[source].True(t.scope(e))
}

// truth evaluates a condition of an exit or a wait. One that can't be evaluated isn't satisfied, and the timeline gets a
// line about it.
func (t *transition) truth(source string, e *customer.Entry) bool {
	ok, err := t.test(source, e)
	if err != nil {
		t.line("", "expression_error", "A condition could not be evaluated and counts as not satisfied: "+err.Error(), nil)
	}
	return err == nil && ok
}
