package customer

import "time"

// watchBecomes fires when the expression has been true for so long, once until it was false again. Before an
// account's first entry nothing was true, so that one which comes with it true has become so. What an edit or
// imported history made true is nothing that the customer did, however long it stays so.
func (t *turn) watchBecomes(tr *trigger, st *Trigger) time.Time {
	if !t.holds(tr.fact) {
		st.Fired, st.Quietly, st.Since = false, false, time.Time{}
		return time.Time{}
	}
	if st.Since.IsZero() {
		noted := t.notes(tr, t.contact)
		st.Since, st.Fired, st.Quietly = latest(t.now, t.edited), noted, noted
	}
	if st.Fired {
		return time.Time{}
	}
	at := instant(t.core.hours.Add(st.Since, tr.Becomes.After))
	if t.now.Before(at) {
		return at
	}
	st.Fired, st.Quietly = true, !t.edge(tr, nil)
	return time.Time{}
}
