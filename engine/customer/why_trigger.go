package customer

import "strings"

// TriggerStatus is where an account stands with a trigger.
type TriggerStatus struct {
	Kind string
	// Place is where the trigger is written: "rescue.hcl:12:5".
	Place string
	// Waits is a sentence: when the trigger fires.
	Waits string
	// State is where the account is, in sentences that name the values.
	State string
	// Condition is the expression that the trigger watches, part by part; nil when it watches none.
	Condition *Part
	// Facts is the same for programs: how far it is from firing, where that is a number.
	Facts []Fact

	trigger *triggerDef
	// values is what the trigger would bring if it fired now, as far as that is known.
	values map[string]any
}

// triggerStatus tells where the account stands with a trigger, by what the trigger itself looks at.
func (t *evaluation) triggerStatus(tr *triggerDef) TriggerStatus {
	s := TriggerStatus{Kind: string(tr.Kind), Place: tr.Range.String(), trigger: tr}
	if tr.EachContact && t.contact == "" {
		return t.contactStatus(tr, s)
	}
	tr.kind.status(t, &s)
	return s
}

// add notes a number for programs.
func (s *TriggerStatus) add(name string, n float64) {
	s.Facts = append(s.Facts, Fact{Name: strings.TrimPrefix(name, "the "), Value: n, Text: showNumber(n)})
}

// unnoticedCauses is what brings on what a trigger only notes, for sentences.
const unnoticedCauses = "when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace"
