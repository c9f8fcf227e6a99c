package customer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// MaxSlots is how many slots of one playbook are remembered of an account. Above it, those whose run ended
// the longest ago are forgotten; runs in progress never are.
const MaxSlots = 2_000

// Slot is a place in a playbook that one run at a time can take. An account has one, or one for each value
// of `enroll.key`; where the playbook enrols contacts, so has each of them.
type Slot struct {
	// Running is the run in progress, empty when none.
	Running string `json:"running,omitempty"`
	// Ended is the end of the last run or, in the control group, of the last enrolment; zero when none ended.
	Ended time.Time `json:"ended,omitzero"`
	// Control says that the last enrolment was in the control group.
	Control bool `json:"control,omitempty"`
}

// Slots is what enrolment rules remember of one playbook: its slots, by ID.
type Slots map[string]*Slot

// ownSlot is the ID of the only slot of an account, where there is neither a key nor contacts.
const ownSlot = ""

// slotID is the slot that a run would take.
func (c *Core) slotID(d *Decision) string {
	contact := ""
	if p := c.named[d.Playbook]; p != nil && p.PerContact {
		contact = d.Contact
	}
	if contact == "" && d.Key == "" {
		return ownSlot
	}
	return escaped(contact) + "/" + escaped(d.Key)
}

// slot is the slot that a run would take; nil when nothing is remembered of it.
func (t *evaluation) slot(d *Decision) *Slot { return t.s.Enrolled[d.Playbook][t.core.slotID(d)] }

// key is the value of the playbook's `enroll.key`, empty when it has none or the value is missing.
func (t *evaluation) key(o occurrence) (string, error) {
	key := o.trigger.playbook.Enroll.Key
	if key == nil {
		return "", nil
	}
	value, err := key.Eval(t.view.with(t.names(o, &o.trigger.playbook.keyNeeds), &o.trigger.playbook.keyNeeds))
	if err != nil || value == nil {
		return "", err
	}
	return distinctKey(value), nil
}

// enrol notes an enrolment: its run is in progress or, in the control group, it is over as it begins.
func (c *Core) enrol(s *State, outcome Outcome, d *Decision) {
	slot := c.take(s, d)
	if slot.Control = outcome == Control; slot.Control {
		slot.ended(d.At)
		return
	}
	slot.Running = RunID(d.Occurrence)
	s.Matures = c.matures(s, s.Now)
}

// take is the slot of an enrolment, which is remembered from now on.
func (c *Core) take(s *State, d *Decision) *Slot {
	slots := s.Enrolled[d.Playbook]
	if slots == nil {
		slots = put(&s.Enrolled, d.Playbook, Slots{})
	}
	id := c.slotID(d)
	if slots[id] == nil {
		if len(slots) >= MaxSlots {
			slots.forgetOne()
		}
		slots[id] = &Slot{}
	}
	return slots[id]
}

// of is the slot that a run has taken; nil when it has none.
func (slots Slots) of(run string) *Slot {
	for _, slot := range slots {
		if run != "" && slot.Running == run {
			return slot
		}
	}
	return nil
}

// ended notes that the run ended which has taken the slot.
func (slot *Slot) ended(at time.Time) {
	slot.Running = ""
	if at = instant(at); at.After(slot.Ended) {
		slot.Ended = at
	}
}

func (slot *Slot) running() bool { return slot != nil && slot.Running != "" }

// running says whether any run of the playbook is in progress.
func (slots Slots) running() bool {
	for _, slot := range slots {
		if slot.running() {
			return true
		}
	}
	return false
}

// full says that all slots that can be remembered have runs in progress.
func (slots Slots) full() bool {
	if len(slots) < MaxSlots {
		return false
	}
	for _, slot := range slots {
		if !slot.running() {
			return false
		}
	}
	return true
}

// forgetOne makes room for another slot.
func (slots Slots) forgetOne() {
	first := ""
	var oldest *Slot
	for id, slot := range slots {
		if !slot.running() && (oldest == nil || cmp.Or(slot.Ended.Compare(oldest.Ended), strings.Compare(id, first)) < 0) {
			first, oldest = id, slot
		}
	}
	if oldest != nil {
		delete(slots, first)
	}
}

// Running is the account's runs in progress, in the order of their playbooks and slots.
func (s *State) Running() []string {
	var runs []string
	for _, playbook := range slices.Sorted(maps.Keys(s.Enrolled)) {
		runs = append(runs, s.Enrolled[playbook].inProgress()...)
	}
	return runs
}

// inProgress is the runs in progress, in the order of their slots.
func (slots Slots) inProgress() []string {
	var runs []string
	for _, id := range slices.Sorted(maps.Keys(slots)) {
		if slots[id].running() {
			runs = append(runs, slots[id].Running)
		}
	}
	return runs
}

// inProgress is the runs in progress of those whom an explanation is about.
func (t *evaluation) inProgress(p *playbook) []string {
	var runs []string
	slots := t.s.Enrolled[p.Name]
	for _, id := range slices.Sorted(maps.Keys(slots)) {
		if slots[id].running() && t.core.subject.ownsSlot(id) {
			runs = append(runs, slots[id].Running)
		}
	}
	return runs
}

// playing says whether a run of the account is in progress.
func (s *State) playing() bool {
	for _, slots := range s.Enrolled {
		if slots.running() {
			return true
		}
	}
	return false
}

// purgeSlots forgets the slots that say nothing any more: no run is in progress, and no cooldown is on. An
// account's only slot stays, so that a cooldown that is added later counts from the last end too.
func (t *evaluation) purgeSlots() {
	for playbook, slots := range t.s.Enrolled {
		p := t.core.named[playbook]
		maps.DeleteFunc(slots, func(id string, slot *Slot) bool {
			return id != ownSlot && !slot.running() && (p == nil || !t.core.cooling(p, slot, t.now))
		})
		if len(slots) == 0 {
			delete(t.s.Enrolled, playbook)
		}
	}
	if len(t.s.Enrolled) == 0 {
		t.s.Enrolled = nil
	}
}

// cooling says whether the cooldown after a slot's last run is on.
func (c *Core) cooling(p *playbook, slot *Slot, now time.Time) bool {
	switch {
	case slot == nil || slot.Ended.IsZero():
		return false
	case p.Enroll.Never:
		return true
	case p.Enroll.Cooldown == nil:
		return false
	}
	return now.Before(c.hours.Add(slot.Ended, *p.Enroll.Cooldown))
}

// ofSlot tells which of a playbook's slots a run is in, where it has several.
func (o *occurrence) ofSlot() string {
	which := ""
	if o.trigger.playbook.PerContact && o.Contact != "" {
		which = fmt.Sprintf(" with the contact %q", o.Contact)
	}
	if o.Key != "" {
		which += fmt.Sprintf(" for the key %q", o.Key)
	}
	return which
}

// slotOpen says that only the trigger will tell which slot of a playbook a run takes.
func (t *evaluation) slotOpen(p *playbook) bool {
	open := p.PerContact || slices.ContainsFunc([]string{"event", "trigger", "contact"}, p.keyNeeds.reads)
	return open && !t.core.subject.knowsSlot(p)
}
