package customer

import (
	"slices"
	"time"
)

// MaxInstants is how many instants a success plan remembers of its starts and of each milestone.
const MaxInstants = 16

// attempt is one time that an account goes through a success plan.
type attempt struct {
	start, end int64 // in milliseconds of Unix time; the end says nothing while the plan runs
	reached    map[string]int64
	completed  bool
}

// attempts is the times that the plan was gone through by all that is remembered, in whichever order it came: an attempt
// begins with the first start after the end of the one before, and reaches a milestone with its first instant
// from then on.
func (p *SuccessPlan) attempts(def *planDef) []attempt {
	var all []attempt
	after := p.Settled.UnixMilli()
	for _, start := range p.Starts {
		if start <= after || len(all) > 0 && !all[len(all)-1].completed {
			continue
		}
		next := p.attemptFrom(def, start)
		all = append(all, next)
		after = next.end
	}
	return all
}

func (p *SuccessPlan) attemptFrom(def *planDef, start int64) attempt {
	next := attempt{start: start, end: start, reached: make(map[string]int64, len(def.milestones))}
	for _, m := range def.milestones {
		steps := p.Steps[m.Name]
		if i, _ := slices.BinarySearch(steps, start); i < len(steps) {
			next.reached[m.Name] = steps[i]
			next.end = max(next.end, steps[i])
		}
	}
	next.completed = len(next.reached) == len(def.milestones)
	return next
}

// derive works out how far the plan is and drops what is above its limits. It reports whether the plan moved.
func (p *SuccessPlan) derive(def *planDef) bool {
	all := p.attempts(def)
	p.forget(all)
	if len(all) == 0 {
		return false
	}
	return p.take(all[len(all)-1])
}

// take makes an attempt the current one and reports whether that is new.
func (p *SuccessPlan) take(now attempt) bool {
	moved := !p.Started.Equal(time.UnixMilli(now.start)) || p.Completed.IsZero() == now.completed || len(p.Reached) != len(now.reached)
	for name, at := range now.reached {
		moved = moved || !p.Reached[name].Equal(time.UnixMilli(at))
	}
	if !moved {
		return false
	}
	p.Started, p.Completed, p.Reached = time.UnixMilli(now.start).UTC(), time.Time{}, nil
	for name, at := range now.reached {
		put(&p.Reached, name, time.UnixMilli(at).UTC())
	}
	if now.completed {
		p.Completed = time.UnixMilli(now.end).UTC()
	}
	return true
}

// forget drops what is above the limits: first the attempts before the last are
// settled, the oldest first, then the oldest instants go that don't count in the attempt that is left. None of
// that changes how far the plan is.
func (p *SuccessPlan) forget(all []attempt) {
	for ; p.crowded() && len(all) > 1; all = all[1:] {
		p.settle(all[0].end)
	}
	if !p.crowded() {
		return
	}
	var last attempt
	if len(all) > 0 {
		last = all[0]
	}
	p.Starts = trimmed(p.Starts, last.start)
	for name, steps := range p.Steps {
		p.Steps[name] = trimmed(steps, last.reached[name])
	}
}

// crowded reports whether more is remembered than the limits allow.
func (p *SuccessPlan) crowded() bool {
	if len(p.Starts) > MaxInstants {
		return true
	}
	for _, steps := range p.Steps {
		if len(steps) > MaxInstants {
			return true
		}
	}
	return false
}

// settle drops what happened until the end of an attempt. What comes later but happened until then changes nothing.
func (p *SuccessPlan) settle(end int64) {
	settled := func(at int64) bool { return at <= end }
	p.Settled = time.UnixMilli(end).UTC()
	p.Starts = slices.DeleteFunc(p.Starts, settled)
	for name, steps := range p.Steps {
		if p.Steps[name] = slices.DeleteFunc(steps, settled); len(p.Steps[name]) == 0 {
			delete(p.Steps, name)
		}
	}
}

// trimmed is the newest instants and the one that counts.
func trimmed(instants []int64, counts int64) []int64 {
	for len(instants) > MaxInstants {
		oldest := 0
		if instants[0] == counts {
			oldest = 1
		}
		instants = slices.Delete(instants, oldest, oldest+1)
	}
	return instants
}

// startAt notes when the plan can start and reports whether it moved.
func (p *SuccessPlan) startAt(def *planDef, at time.Time) bool {
	starts, isNew := p.note(p.Starts, at)
	p.Starts = starts
	return isNew && p.derive(def)
}

// stepAt notes when a milestone can be reached and reports whether the plan moved.
func (p *SuccessPlan) stepAt(def *planDef, milestone string, at time.Time) bool {
	steps, isNew := p.note(p.Steps[milestone], at)
	if !isNew {
		return false
	}
	put(&p.Steps, milestone, steps)
	return p.derive(def)
}

// note adds an instant to an ordered list, and reports whether it is there for the first time.
func (p *SuccessPlan) note(instants []int64, at time.Time) ([]int64, bool) {
	i, known := slices.BinarySearch(instants, at.UnixMilli())
	if known || !at.After(p.Settled) {
		return instants, false
	}
	return slices.Insert(instants, i, at.UnixMilli()), true
}

// complement adds what an older build, which knew only the current attempt, did not remember.
func (p *SuccessPlan) complement() {
	if len(p.Starts) > 0 || !p.HasStarted() {
		return
	}
	p.Starts = []int64{p.Started.UnixMilli()}
	for name, at := range p.Reached {
		put(&p.Steps, name, []int64{at.UnixMilli()})
	}
}
