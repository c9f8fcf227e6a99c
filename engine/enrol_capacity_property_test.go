package engine_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// places is an oracle of `max_running`, `quota` and `order_by`: it gives places by going through lists of all who
// wait and of all runs, at every instant at which there could be one.
type places struct {
	most, quota int
	per         time.Duration // of the quota; 0: a day of the calendar
	hold        time.Duration // 0: nobody is kept
	ordered     bool
	values      map[string]any
	runs        []*placeRun
	waiting     []*placeRun // in the order in which they came
	// outcomes is what became of each occurrence, by its key.
	outcomes map[string]string
}

// placeRun is an occurrence that waits for a place, or the run that has one.
type placeRun struct {
	account              string
	n                    float64
	came, started, ended time.Time
}

func (p *places) record(one *placeRun, what string, now time.Time) {
	p.outcomes[fmt.Sprint(one.n)] = strings.TrimSpace(one.account + " " + what + " " + now.Format(time.RFC3339Nano))
}

// vacant reports whether there is a place at an instant after so many others got one.
func (p *places) vacant(now time.Time, others int) bool {
	going, begun := others, others
	for _, run := range p.runs {
		if run.ended.IsZero() {
			going++
		}
		if p.leaves(run).After(now) {
			begun++
		}
	}
	return (p.most == 0 || going < p.most) && (p.quota == 0 || begun < p.quota)
}

// leaves returns when a run doesn't count for the quota any more.
func (p *places) leaves(run *placeRun) time.Time {
	if p.per == 0 {
		return run.started.Truncate(24 * time.Hour).Add(24 * time.Hour)
	}
	return run.started.Add(p.per)
}

// come is a new occurrence: it gets a place if there is one for all who came before too, or waits. Where an order
// says who comes first, it always waits.
func (p *places) come(account string, n float64, now time.Time) {
	one := &placeRun{account: account, n: n, came: now}
	switch {
	case !p.ordered && p.vacant(now, len(p.waiting)):
		p.start(one, now)
	case !p.ordered && p.hold == 0:
		p.record(one, "skipped", now)
	default:
		p.waiting = append(p.waiting, one)
		p.outcomes[fmt.Sprint(n)] = account + " pending"
	}
}

func (p *places) start(one *placeRun, now time.Time) {
	one.started = now
	p.runs = append(p.runs, one)
	p.record(one, "enrolled", now)
}

// call gives places to those who wait, as long as there are any.
func (p *places) call(now time.Time) {
	queue := slices.Clone(p.waiting)
	if p.ordered {
		slices.SortStableFunc(queue, func(a, b *placeRun) int { return p.before(a.account, b.account) })
	}
	for _, one := range queue {
		switch {
		case p.vacant(now, 0):
			p.start(one, now)
		case p.hold == 0:
			p.record(one, "skipped", now)
		default:
			return
		}
		p.leave(one)
	}
}

// before compares two accounts by their worth: the highest comes first, one without any last.
func (p *places) before(a, b string) int {
	x, known := p.values[a].(float64)
	y, knownToo := p.values[b].(float64)
	if known != knownToo {
		return map[bool]int{true: -1, false: 1}[known]
	}
	return cmp.Compare(y, x)
}

func (p *places) leave(one *placeRun) {
	p.waiting = slices.DeleteFunc(p.waiting, func(other *placeRun) bool { return other == one })
}

// advance lets time pass: places get free, and holds are over.
func (p *places) advance(since, until time.Time) {
	for {
		next := until
		offer := func(at time.Time) {
			if at.After(since) && at.Before(next) {
				next = at
			}
		}
		for _, run := range p.runs {
			offer(p.leaves(run))
		}
		for _, one := range p.waiting {
			offer(one.came.Add(p.hold))
		}
		p.call(next)
		p.over(next)
		if since = next; !since.Before(until) {
			return
		}
	}
}

// over skips those whose hold is over, as all places are given.
func (p *places) over(now time.Time) {
	for _, one := range slices.Clone(p.waiting) {
		if p.hold > 0 && !now.Before(one.came.Add(p.hold)) {
			p.record(one, "skipped", now)
			p.leave(one)
		}
	}
}

// drawPlaces draws rules about places, and the workspace that has them.
func drawPlaces(r *rapid.T) (*places, string) {
	p := &places{values: map[string]any{}, outcomes: map[string]string{}}
	rules := []string{"key = \"event.n\""}
	which := rapid.IntRange(0, 2).Draw(r, "rules")
	if which != 1 {
		p.most = rapid.IntRange(1, 3).Draw(r, "max_running")
		rules = append(rules, fmt.Sprint("max_running = ", p.most))
	}
	if which != 0 {
		p.quota, p.per = rapid.IntRange(1, 3).Draw(r, "quota"), rapid.SampledFrom([]time.Duration{0, 20003 * time.Second, 100003 * time.Second}).Draw(r, "per")
		per := "day"
		if p.per > 0 {
			per = fmt.Sprintf("%ds", p.per/time.Second)
		}
		rules = append(rules, fmt.Sprintf("quota = \"%d per %s\"", p.quota, per))
	}
	if p.hold = rapid.SampledFrom([]time.Duration{0, 50021 * time.Second, 400009 * time.Second}).Draw(r, "hold"); p.hold > 0 {
		rules = append(rules, fmt.Sprintf("hold = \"%ds\"", p.hold/time.Second))
	}
	if p.ordered = rapid.Bool().Draw(r, "order_by"); p.ordered {
		rules = append(rules, "order_by = \"account.ltv\"")
	}
	return p, `
workspace { time_zone = "UTC" }
attribute "account" "ltv" { type = number }
event "ticket" { properties = { n = number } }
event "ended" { properties = { n = number } }
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll {
` + strings.Join(rules, "\n") + `
  }
  exit "ended" {
    event = "ended"
    when  = "event.n == trigger.event.n"
  }
  wait "long" { for = "900d" }
}
`
}

func (h *harness) numbered(r *rapid.T, id, eventType, account string, n float64) {
	_, err := h.Engine.Ingest(h.T.Context(), []engine.Event{{
		ID: id, Source: "test", Type: eventType, Account: account, Time: h.Clock.Now(), Data: map[string]any{"n": n},
	}})
	require.NoError(r, err)
}

// until lets time pass with a sweeper that is never late.
func (h *harness) until(at time.Time) {
	for {
		next := h.swept()
		if next.IsZero() || next.After(at) {
			break
		}
		h.Clock.Advance(max(next.Sub(h.Clock.Now()), 0))
	}
	h.Clock.Advance(at.Sub(h.Clock.Now()))
	h.swept()
}

// outcomeOf returns what became of each occurrence, by its key, and when unless it waits.
func (h *harness) outcomeOf() map[string]string {
	all := map[string]string{}
	h.View(func(r store.Reader) error {
		rows, err := r.Decisions(store.DecisionQuery{Limit: 1000})
		for _, d := range rows {
			all[d.Key] = d.Account + " " + string(d.Outcome)
			if d.Outcome != customer.Pending {
				all[d.Key] += " " + d.LastAt.Format(time.RFC3339Nano)
			}
		}
		return err
	})
	return all
}

// However accounts come, end and change their worth, the engine gives the places of all of them, at the same times,
// as an oracle that looks at everything at every instant.
func TestPlacesAreGivenAsAnOracleGivesThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p, source := drawPlaces(r)
		h := newHarness(t, source)
		defer func() { require.NoError(r, h.Store.Close()) }()
		worth := func(account string) {
			value := rapid.SampledFrom([]any{nil, 1.0, 2.0, 3.0}).Draw(r, "worth")
			p.values[account] = value
			_, err := h.Engine.PutAccount(t.Context(), account, engine.AccountUpdate{Attributes: map[string]any{"ltv": value}})
			require.NoError(r, err)
		}
		accounts := []string{"c", "a", "b"}
		for _, account := range accounts {
			worth(account)
		}
		n := 0.0
		for range rapid.IntRange(1, 7).Draw(r, "instants") {
			since := h.Clock.Now()
			now := since.Add(time.Second + rapid.SampledFrom([]time.Duration{0, time.Minute, 5 * time.Hour, 26 * time.Hour}).Draw(r, "pause"))
			h.until(now)
			p.advance(since, now)
			for range rapid.IntRange(1, 3).Draw(r, "at once") {
				account := rapid.SampledFrom(accounts).Draw(r, "account")
				going := slices.DeleteFunc(slices.Clone(p.runs), func(run *placeRun) bool { return !run.ended.IsZero() })
				switch what := rapid.IntRange(0, 5).Draw(r, "what"); {
				case what == 0:
					worth(account)
				case what < 3 && len(going) > 0:
					run := rapid.SampledFrom(going).Draw(r, "run")
					run.ended = now
					h.numbered(r, fmt.Sprint("end", run.n), "ended", run.account, run.n)
				default:
					n++
					p.come(account, n, now)
					h.numbered(r, fmt.Sprint(n), "ticket", account, n)
				}
			}
			p.call(now)
			h.swept()
			require.Equal(r, p.outcomes, h.outcomeOf(), source)
		}
		end := h.Clock.Now().Add(10 * 24 * time.Hour)
		p.advance(h.Clock.Now(), end)
		h.until(end)
		require.Equal(r, p.outcomes, h.outcomeOf(), source)
	})
}
