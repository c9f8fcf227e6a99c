package customer

import "fmt"

// eventStatus tells of a trigger that events fire.
func (t *evaluation) eventStatus(tr *triggerDef, s *TriggerStatus) {
	switch def := tr.Event; {
	case def.Count > 0:
		s.Waits = fmt.Sprintf("Fires when %d events %s have come within %s, and then counts anew.", def.Count, def.Event, def.Within)
		counted := float64(len(t.stillCounted(tr, t.state(tr).Counted)))
		s.add("counted", counted)
		s.add("missing", float64(def.Count)-counted)
		s.State = fmt.Sprintf("%s of %d have come.", showNumber(counted), def.Count)
	case def.Debounce != nil:
		s.Waits = fmt.Sprintf("Fires when no event %s has come for %s, with the last one.", def.Event, def.Debounce)
		if st := t.state(tr); st.Last != nil {
			s.State = fmt.Sprintf("It fires on %s with the event of %s, unless another comes before.", t.forPeople(st.Due), t.forPeople(st.Last.Time))
		}
	default:
		s.Waits = fmt.Sprintf("Fires with each event %s.", def.Event)
	}
}
