package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// Ingest takes in a batch of events, in their order. When it returns without an error, every accepted event and all
// that followed from it is committed; with an error nothing is, and the same batch may be sent again.
func (e *Engine) Ingest(ctx context.Context, events []Event) (Report, error) {
	began := time.Now()
	if err := e.noteFirstSeen(ctx, events); err != nil {
		return Report{}, err
	}
	var report Report
	var results []string
	decided := false
	err := e.commit(ctx, accountsOf(events), func(tx store.Tx, p *publication, after *postCommit) error {
		b := &batch{engine: e, tx: tx, pub: p, after: after, accounts: map[string]*accountTx{}, now: e.clock.Now()}
		var err error
		if b.oldest, err = p.oldest(tx, b.now); err != nil {
			return err
		}
		for i, event := range events {
			if err := b.ingest(i, event); err != nil {
				return err
			}
		}
		err = b.close()
		report, results, decided = b.report, b.results, len(after.decisions) > 0
		return err
	})
	if err != nil {
		return Report{}, fmt.Errorf("ingest: %w", err)
	}
	e.metrics.ingested(e.labels(events), results)
	if decided {
		e.metrics.toDecision.Observe(time.Since(began).Seconds())
	}
	return report, nil
}

// noteFirstSeen records the first arrival of event types, for those events that will be accepted.
func (e *Engine) noteFirstSeen(ctx context.Context, events []Event) error {
	p, now := e.published.Load(), e.clock.Now()
	var first []Event
	for _, event := range events {
		if !p.seen[event.Type] && checkEvent(p.workspace, &event) == "" {
			first = append(first, event)
		}
	}
	if len(first) == 0 {
		return nil
	}
	types := map[string]bool{}
	err := e.store.View(ctx, func(r store.Reader) error {
		oldest, err := p.oldest(r, now)
		for _, event := range first {
			if err != nil {
				return err
			}
			if types[event.Type] || timeProblem(event.Time, oldest, now) != "" {
				continue
			}
			switch state, missing := r.Account(event.Account); {
			case missing == nil:
				var reason string
				reason, err = entryProblem(r, state, &event)
				types[event.Type] = reason == ""
			case !errors.Is(missing, store.ErrNotFound):
				err = missing
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	maps.DeleteFunc(types, func(_ string, comes bool) bool { return !comes })
	return e.publishFirstSeen(ctx, names(types))
}

// labels returns the declared types of events: an unknown type is counted as "unknown".
func (e *Engine) labels(events []Event) []string {
	types := make([]string, len(events))
	for i, event := range events {
		types[i] = "unknown"
		if e.Workspace().Events[event.Type] != nil {
			types[i] = event.Type
		}
	}
	return types
}

func accountsOf(events []Event) []string {
	var accounts []string
	for _, event := range events {
		if event.Account != "" {
			accounts = append(accounts, event.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}
