package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// skew is how far a client's clock may be ahead of the engine's.
const skew = 5 * time.Minute

// Oldest is the earliest time of an event that is taken at an instant; zero: any is. What is older may have been
// received before and removed since, so that nobody can tell any more whether it was.
func (e *Engine) Oldest(ctx context.Context, now time.Time) (oldest time.Time, err error) {
	p := e.published.Load()
	err = e.store.View(ctx, func(r store.Reader) error {
		oldest, err = p.oldest(r, now)
		return err
	})
	return oldest, err
}

// oldest is Oldest on a snapshot: logs stay short when the retention is made longer.
func (p *publication) oldest(r store.Reader, now time.Time) (time.Time, error) {
	horizon, err := r.Horizon()
	if kept := p.horizon(now); kept.After(horizon) {
		horizon = kept
	}
	return horizon, err
}

// horizon is from when on the workspace keeps what happens, as of an instant; zero: it keeps everything.
func (p *publication) horizon(now time.Time) time.Time {
	if p.workspace.Retention == nil {
		return time.Time{}
	}
	return store.Instant(now.Add(-p.workspace.Retention.Plain()))
}

// mistimed says why an event of a time can't be taken; empty when it can.
func mistimed(at, oldest, now time.Time) string {
	switch {
	case at.Sub(now) > skew:
		return fmt.Sprintf("time is %s, which hasn't come: the engine's time is %s", at.UTC().Format(time.RFC3339), now.Format(time.RFC3339))
	case at.Before(oldest) && oldest.IsZero():
		return fmt.Sprintf("time is %s, before the year 1: say when it happened", at.UTC().Format(time.RFC3339))
	case at.Before(oldest):
		return fmt.Sprintf("time is %s, which is longer ago than the workspace's \"retention\": events of before %s aren't taken",
			at.UTC().Format(time.RFC3339), oldest.Format(time.RFC3339))
	}
	return ""
}
