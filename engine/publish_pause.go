package engine

import (
	"context"
	"fmt"
	"maps"
	"unicode/utf8"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// maxReason is how many characters a reason, and the name of who gives it, may have.
const maxReason = 500

// Pause stops a playbook from enrolling, until it is resumed: over restarts and publications. Runs in progress go on.
// One that is paused stays as it is. It returns the store's ErrNotFound for an unknown playbook.
func (e *Engine) Pause(ctx context.Context, playbook, reason, by string) (PlaybookView, error) {
	return e.setPause(ctx, store.Version{Kind: paused, Playbook: playbook, Note: reason, By: by})
}

// Resume ends a pause. What triggers met meanwhile is decided already: nothing fires from resuming, but the sweeper
// reevaluates what the playbook held. One that isn't paused stays as it is.
func (e *Engine) Resume(ctx context.Context, playbook, reason, by string) (PlaybookView, error) {
	return e.setPause(ctx, store.Version{Kind: resumed, Playbook: playbook, Note: reason, By: by})
}

// setPause puts a pause, or its end, into the workspace log and in force.
func (e *Engine) setPause(ctx context.Context, v store.Version) (PlaybookView, error) {
	if err := checkReason(v.Note, v.By, "reason"); err != nil {
		return PlaybookView{}, err
	}
	e.publishing.Lock()
	defer e.publishing.Unlock()
	current := e.published.Load()
	if current.workspace.Playbooks[v.Playbook] == nil {
		return PlaybookView{}, fmt.Errorf("playbook %q: %w", v.Playbook, store.ErrNotFound)
	}
	if _, is := current.paused[v.Playbook]; is != (v.Kind == paused) {
		v.At, v.Hash = e.clock.Now(), current.workspace.Hash
		next := *current
		err := e.store.Update(ctx, nil, func(tx store.Tx) error {
			latest, err := tx.Version()
			if err == nil && latest.Number != current.number {
				err = errNewer
			}
			if err == nil {
				next.number, err = tx.AddVersion(v)
			}
			return err
		})
		if err != nil {
			return PlaybookView{}, fmt.Errorf("playbook %q: %w", v.Playbook, err)
		}
		next.paused = maps.Clone(current.paused)
		applyPause(&next.paused, v)
		next.core = current.core.Pausing(next.paused)
		e.published.Store(&next)
		if v.Kind == resumed {
			e.resumed.Store(true)
			signal(e.due)
		}
	}
	return e.Playbook(ctx, v.Playbook)
}

// checkReason checks an operator's name, and the reason in a field of the given name.
func checkReason(reason, by, name string) error {
	var problems []Problem
	for _, p := range []struct{ field, text string }{{"by", by}, {name, reason}} {
		if utf8.RuneCountInString(p.text) > maxReason || !isLine(p.text) {
			problems = append(problems, Problem{Field: p.field, Reason: fmt.Sprintf("is a line of at most %d characters", maxReason)})
		}
	}
	if len(problems) > 0 {
		return &InvalidError{Problems: problems}
	}
	return nil
}

// applyPause applies an entry of the workspace log to what is paused.
func applyPause(pauses *map[string]customer.Pause, v store.Version) {
	switch v.Kind {
	case paused:
		if *pauses == nil {
			*pauses = map[string]customer.Pause{}
		}
		(*pauses)[v.Playbook] = customer.Pause{At: v.At, By: v.By, Reason: v.Note}
	case resumed:
		delete(*pauses, v.Playbook)
	}
}

// pausesAfter returns what is paused after these entries of the workspace log.
func pausesAfter(versions []store.Version) map[string]customer.Pause {
	var pauses map[string]customer.Pause
	for _, v := range versions {
		applyPause(&pauses, v)
	}
	return pauses
}

// factsVersion returns the last entry of the workspace log on which the facts of accounts depend: a pause makes no
// account stale.
func factsVersion(versions []store.Version) int64 {
	var number int64
	for _, v := range versions {
		if v.Kind == published || v.Kind == firstSeen {
			number = v.Number
		}
	}
	return number
}
