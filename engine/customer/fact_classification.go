package customer

import (
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// classification is a classification of accounts: the tiers, or a scale.
type classification struct {
	key    string // of what is on hold: "tier" or "scale.NAME"
	name   string // of the scale
	levels []*levelDef
	needs  needs
}

// levelDef is a level with its condition.
type levelDef struct {
	*dsl.Level
	when *condition
}

// Hold is a move that waits until its condition has been true for long enough.
type Hold struct {
	// Level is where to; empty for a segment.
	Level string `json:"level,omitempty"`
	// Since is when the condition turned true, Due when the move is made if it stays so.
	Since time.Time `json:"since"`
	Due   time.Time `json:"due"`
}

func (c *Core) newClassification(key, name string, levels []*dsl.Level) *classification {
	k := &classification{key: key, name: name}
	for _, level := range levels {
		def := &levelDef{Level: level, when: newCondition(level.When)}
		k.levels = append(k.levels, def)
		k.needs.addCondition(def.when)
	}
	c.expand(&k.needs)
	c.use(&k.needs)
	return k
}

// has reports whether a level is among those of the class.
func (k *classification) has(level string) bool {
	return slices.ContainsFunc(k.levels, func(l *levelDef) bool { return l.Name == level })
}

// classify is the level of an account that was in another before. It moves at once, unless the new level has a hold and
// the account is in a level that it can wait in.
func (t *evaluation) classify(k *classification, from string) string {
	to, hold := t.level(k)
	if to == from || !k.has(from) || !k.has(to) {
		delete(t.s.PendingMoves, k.key)
		return to
	}
	if t.waits(&t.s.PendingMoves, k.key, to, hold) {
		return from
	}
	return to
}

// level is the first level that matches with its hold, or "unclassified"; empty when no levels are
// declared. A condition that can't be answered makes every later level a guess, so it ends the search.
func (t *evaluation) level(k *classification) (string, *calendar.Duration) {
	if len(k.levels) == 0 {
		return "", nil
	}
	for _, level := range k.levels {
		if level.when == nil {
			return level.Name, level.Hold
		}
		t.view.need(&level.when.needs)
		matches, missing, err := level.when.program.Decide(t.view.env())
		if err != nil || missing {
			break
		}
		if matches {
			return level.Name, level.Hold
		}
	}
	return dsl.Unclassified, nil
}

// waits reports whether a move has to wait, and keeps until when. What an import or a rebase moves doesn't wait, as the
// end of the wait would fire triggers.
func (t *evaluation) waits(holds *map[string]Hold, key, to string, hold *calendar.Duration) bool {
	known, ok := (*holds)[key]
	ok = ok && known.Level == to
	if hold == nil || !ok && !t.fire {
		delete(*holds, key)
		return false
	}
	if !ok {
		known = Hold{Level: to, Since: t.now}
	}
	known.Due = instant(t.core.hours.Add(known.Since, *hold))
	if !t.now.Before(known.Due) {
		delete(*holds, key)
		return false
	}
	put(holds, key, known)
	return true
}

// due reports whether a move has waited long enough.
func (t *evaluation) due(holds map[string]Hold, key string) bool {
	h, ok := holds[key]
	return ok && !t.now.Before(h.Due)
}

// classifyAll brings the tier and then the scales up to date.
func (t *evaluation) classifyAll() {
	if k := t.core.tiers; t.changes.concern(&k.needs) || t.due(t.s.PendingMoves, k.key) {
		if tier := t.classify(k, t.s.Tier); tier != t.s.Tier {
			t.arrives(k, t.s.Tier, tier)
			t.s.Tier = tier
			t.touch("tier", "")
		}
	}
	for _, k := range t.core.scales {
		if !t.changes.concern(&k.needs) && !t.due(t.s.PendingMoves, k.key) {
			continue
		}
		if level := t.classify(k, t.s.Scales[k.name]); level != t.s.Scales[k.name] {
			t.arrives(k, t.s.Scales[k.name], level)
			t.s.Scales = with(t.s.Scales, k.name, level)
			t.touch("scale", k.name)
		}
	}
}

// arrives notes whether an account that moves has been in any level yet.
func (t *evaluation) arrives(k *classification, from, to string) {
	switch {
	case from == "" && to == dsl.Unclassified:
		t.s.Unplaced = with(t.s.Unplaced, k.key, true)
	case t.s.Unplaced[k.key]:
		t.s.Unplaced = without(t.s.Unplaced, k.key)
	}
}

// with is a copy with one more value, so that the snapshot before stays as it is.
func with[V any](m map[string]V, key string, value V) map[string]V {
	all := make(map[string]V, len(m)+1)
	maps.Copy(all, m)
	all[key] = value
	return all
}

// without is a copy with one value less.
func without[V any](m map[string]V, key string) map[string]V {
	all := maps.Clone(m)
	delete(all, key)
	if len(all) == 0 {
		return nil
	}
	return all
}

// dropClassifications drops the levels, segments and holds of what isn't declared any more.
func (c *Core) dropClassifications(s *State) {
	declared := map[string]bool{}
	for _, k := range append([]*classification{c.tiers}, c.scales...) {
		declared[k.key] = true
	}
	for _, def := range append(slices.Clone(c.segments), c.contactSegments...) {
		declared[def.key] = true
	}
	gone := func(prefix string) func(string, bool) bool {
		return func(name string, _ bool) bool { return !declared[prefix+name] }
	}
	maps.DeleteFunc(s.PendingMoves, func(key string, _ Hold) bool { return !declared[key] })
	maps.DeleteFunc(s.Scales, func(name string, _ string) bool { return !declared["scale."+name] })
	maps.DeleteFunc(s.Unplaced, func(key string, _ bool) bool { return !declared[key] })
	maps.DeleteFunc(s.Segments, gone("segment."))
	for _, p := range s.ContactFacts {
		maps.DeleteFunc(p.PendingMoves, func(key string, _ Hold) bool { return !declared[key] })
		maps.DeleteFunc(p.Segments, gone("contact."))
	}
}
