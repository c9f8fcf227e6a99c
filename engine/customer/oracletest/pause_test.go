package oracletest

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
)

// pauses has an operator pause a playbook at times, or resume one that is paused.
func (st *scenario) pauses() {
	st.r.Helper()
	if rapid.IntRange(0, 7).Draw(st.r, "operator") < 7 {
		return
	}
	now := st.next()
	st.rest(now)
	name := rapid.SampledFrom(st.draft.playbooks).Draw(st.r, "switch")
	paused := maps.Clone(st.paused)
	if _, is := paused[name]; !is {
		paused[name] = customer.Pause{At: now, By: "hana"}
		st.operate(paused)
		return
	}
	delete(paused, name)
	st.operate(paused)
	if st.oracle.waitsForResuming(name) {
		st.agree(now, st.core.Reevaluate(st.state, name, now), st.oracle.resume(name, now))
	}
}

// operate puts what is paused in force.
func (st *scenario) operate(paused map[string]customer.Pause) {
	st.paused, st.core = paused, st.core.Pausing(paused)
	st.oracle.paused = map[string]time.Time{}
	for name, p := range paused {
		st.oracle.paused[name] = p.At
	}
}

// waitsForResuming reports whether anything is held as its playbook is paused.
func (o *oracle) waitsForResuming(playbook string) bool {
	return slices.ContainsFunc(o.held, func(f *firing) bool { return f.playbook.Name == playbook && f.held.paused })
}

// resume decides again all that a playbook holds.
func (o *oracle) resume(playbook string, now time.Time) []customer.Decision {
	o.resumed = playbook
	return o.decideAt(instant(now))
}
