package customer

import "time"

// evaluateBecomes fires when the expression has been true for so long, once until it was false again. Before an
// account's first entry nothing was true, so that one which comes with it true has become so. What an edit or
// imported history made true is nothing that the customer did, however long it stays so.
func (t *evaluation) evaluateBecomes(tr *triggerDef, st *TriggerState) time.Time {
	if !t.holds(tr.fact) {
		st.Fired, st.Unnoticed, st.Since = false, false, time.Time{}
		return time.Time{}
	}
	if st.Since.IsZero() {
		noted := t.onlyNotes(tr, t.contact)
		st.Since, st.Fired, st.Unnoticed = latest(t.now, t.edited), noted, noted
	}
	if st.Fired {
		return time.Time{}
	}
	at := instant(t.core.hours.Add(st.Since, tr.Becomes.After))
	if t.now.Before(at) {
		return at
	}
	st.Fired, st.Unnoticed = true, !t.edge(tr, nil)
	return time.Time{}
}
