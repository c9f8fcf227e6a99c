package customer

import (
	"maps"
	"slices"
	"time"
)

// WorkspaceChange is what changed for all accounts of the workspace at an instant, other than its definitions.
type WorkspaceChange struct {
	At time.Time
	// Arrived is the type of event that the workspace received for the first time; empty: none.
	Arrived string
	// Paused is the playbooks that are paused from then on.
	Paused map[string]Pause
}

// awaits reports whether the first arrival of an event type is still to come in the fold.
func (f *refold) awaits(eventType string) bool {
	return slices.ContainsFunc(f.workspaceChanges, func(n WorkspaceChange) bool { return n.Arrived == eventType })
}

// advance runs what was due until an instant, and the changes of the workspace until then: an event type that arrived for
// the first time changes facts and fires nothing, and the end of a pause has what it held decided again.
func (f *refold) advance(until time.Time) {
	for len(f.workspaceChanges) > 0 && !instant(f.workspaceChanges[0].At).After(until) {
		at, paused := instant(f.workspaceChanges[0].At), f.core.paused
		f.core.Advance(f.s, at)
		if f.takeChanges(at) {
			f.core.Rebase(f.s, nil, at) // The definitions stay: the log isn't asked for.
		}
		f.reevaluateResumed(paused, at)
	}
	f.core.Advance(f.s, until)
}

// reevaluateResumed decides again what was held by pauses that have ended.
func (f *refold) reevaluateResumed(paused map[string]Pause, at time.Time) {
	for _, playbook := range slices.Sorted(maps.Keys(paused)) {
		if _, still := f.core.paused[playbook]; !still {
			f.core.Reevaluate(f.s, playbook, at)
		}
	}
}

// takeChanges takes the changes until an instant, and reports whether a type of event arrived.
func (f *refold) takeChanges(until time.Time) (arrived bool) {
	for len(f.workspaceChanges) > 0 && !instant(f.workspaceChanges[0].At).After(until) {
		arrived = arrived || f.workspaceChanges[0].Arrived != ""
		f.core.paused = f.workspaceChanges[0].Paused
		f.workspaceChanges = f.workspaceChanges[1:]
	}
	return arrived
}

// decidedLater reports whether the record has a held occurrence decided later, and holds it until then.
func (t *evaluation) decidedLater(d *Decision) bool {
	i := t.s.held(d.Occurrence)
	if t.core.replay == nil || i < 0 || d.Outcome == Pending {
		return false
	}
	for _, known := range t.core.replay.decided {
		if at := instant(known.At); known.Occurrence == d.Occurrence && at.After(t.now) {
			t.s.Held[i].Due = at
			return true
		}
	}
	return false
}
