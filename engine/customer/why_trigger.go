package customer

import "strings"

// TriggerStatus is the status of a trigger for an account.
type TriggerStatus struct {
	Kind string
	// Place is the position of the trigger in its file: "rescue.hcl:12:5".
	Place string
	// Waits is a sentence: when the trigger fires.
	Waits string
	// State is sentences that name the account's values.
	State string
	// Condition is the expression that the trigger evaluates, part by part; nil when it evaluates none.
	Condition *Part
	// Facts is the same for programs: how far it is from firing, where that is a number.
	Facts []Fact

	trigger *triggerDef
	// values is what the trigger would bring if it fired now, as far as that is known.
	values map[string]any
}

// triggerStatus is the status of a trigger, by the facts that the trigger itself reads.
func (t *evaluation) triggerStatus(tr *triggerDef) TriggerStatus {
	s := TriggerStatus{Kind: string(tr.Kind), Place: tr.Range.String(), trigger: tr}
	if tr.EachContact && t.contact == "" {
		return t.contactStatus(tr, s)
	}
	tr.kind.status(t, &s)
	return s
}

// add adds a number for programs.
func (s *TriggerStatus) add(name string, n float64) {
	s.Facts = append(s.Facts, Fact{Name: strings.TrimPrefix(name, "the "), Value: n, Text: showNumber(n)})
}

// unnoticedCauses is what brings on what a trigger only notes, for sentences.
const unnoticedCauses = "when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace"
