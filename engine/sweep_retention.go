package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// clockSkew is how far a client's clock may be ahead of the engine's.
const clockSkew = 5 * time.Minute

// Oldest returns the earliest time of an event that is accepted at an instant; zero: any is. What is older may have
// been received and removed before, so that duplicates can't be told any more.
func (e *Engine) Oldest(ctx context.Context, now time.Time) (oldest time.Time, err error) {
	p := e.published.Load()
	err = e.store.View(ctx, func(r store.Reader) error {
		oldest, err = p.oldest(r, now)
		return err
	})
	return oldest, err
}

// oldest is Oldest on a snapshot. Logs that were purged stay short when the retention is made longer.
func (p *publication) oldest(r store.Reader, now time.Time) (time.Time, error) {
	horizon, err := r.Horizon()
	if kept := p.horizon(now); kept.After(horizon) {
		horizon = kept
	}
	return horizon, err
}

// horizon returns the instant from which on the workspace retains what happens; zero: it retains everything.
func (p *publication) horizon(now time.Time) time.Time {
	if p.workspace.Retention == nil {
		return time.Time{}
	}
	return store.Instant(now.Add(-p.workspace.Retention.Plain()))
}

// timeProblem returns why an event of a time is refused; empty if it isn't.
func timeProblem(at, oldest, now time.Time) string {
	switch {
	case at.Sub(now) > clockSkew:
		return fmt.Sprintf("time is %s, which hasn't come: the engine's time is %s", at.UTC().Format(time.RFC3339), now.Format(time.RFC3339))
	case at.Before(oldest) && oldest.IsZero():
		return fmt.Sprintf("time is %s, before the year 1: say when it happened", at.UTC().Format(time.RFC3339))
	case at.Before(oldest):
		return fmt.Sprintf("time is %s, which is longer ago than the workspace's \"retention\": events of before %s aren't taken",
			at.UTC().Format(time.RFC3339), oldest.Format(time.RFC3339))
	}
	return ""
}
