package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// Core folds entries into account states by the definitions of one workspace. It is immutable and may
// be used concurrently, each state by one caller at a time.
type Core struct {
	workspace *dsl.Workspace
	version   int64
	seen      func(eventType string) bool
	hours     *calendar.Calendar
	folded    string

	population *condition
	tiers      *classification
	scales     []*classification
	health     []*healthDef
	// scoreNeeds is what scores read, chooseNeeds what the choice of the definition that scores an account reads.
	scoreNeeds, chooseNeeds needs
	segments                []*segmentDef
	// contactSegments is the segments of contacts; personal says that contacts have facts of
	// their own.
	contactSegments []*segmentDef
	personal        bool
	groups          map[string]*group
	metrics         map[string]*metricDef
	// accountMetrics is the metrics that are read where there is no contact.
	accountMetrics  map[string]*metricDef
	plans           []*planDef
	objectives      map[string][]*objectiveDef // by success plan
	playbooks       []*playbook                // in the order in which they are decided
	playbooksByName map[string]*playbook
	exclusive       map[string][]*playbook // by group
	rules           []rule
	triggers        int // how many there are, which ranks them
	kinds           map[dsl.TriggerKind]func(*Core, *triggerDef) triggerKind
	stateful        []*triggerDef // those that have a state
	triggerIndex    triggerIndex
	triggerSet      TriggerSet
	drops           []*healthDropTrigger
	withins         []calendar.Duration // over which they look back, each once

	// live is the metrics in use at all times: those that tiers, scales, health scores, segments and triggers read.
	live metricUses
	// counted is every metric that is made of events, not of other facts.
	counted []*metricDef
	// comparing is those of which the window before the current one is read.
	comparing []*metricDef
	// liveDays is how live definitions read the clock, and dayNames the names on which that depends.
	liveDays dayNeeds
	dayNames needs

	byEvent map[string]*readers
	goals   map[string]*goalDef // by hash

	// paused is the playbooks that operators have paused, by name.
	paused map[string]Pause
	// whole is when the part of the logs begins that is kept; zero: everything is.
	whole time.Time
	// capacity knows the runs of all accounts; nil: nothing is limited over all accounts.
	capacity Capacity
	// subject is whom explanations are about; zero: the whole account.
	subject Subject

	// replay is set when a past is folded again to be explained.
	replay *replay
}

// readers is the definitions that read a type of entry.
type readers struct {
	metrics    []*metricDef
	starts     []*planDef
	milestones []planMilestone
	triggers   []*triggerDef // whose kind is a listener
}

type planMilestone struct {
	plan      *planDef
	milestone *milestoneDef
}

// group is a named selection of contacts.
type group struct{ when *condition }

// New prepares a workspace, the version-th of the workspace log. Seen reports whether the workspace
// has ever received a type of event, always the same for one core.
func New(w *dsl.Workspace, version int64, seen func(eventType string) bool) *Core {
	c := &Core{
		workspace: w, version: version, seen: seen, hours: w.Hours,
		population:      newCondition(w.Customers),
		rules:           rules(),
		kinds:           triggerKinds(),
		groups:          map[string]*group{},
		metrics:         map[string]*metricDef{},
		accountMetrics:  map[string]*metricDef{},
		playbooksByName: map[string]*playbook{},
		live:            metricUses{},
		exclusive:       map[string][]*playbook{},
		byEvent:         map[string]*readers{},
		goals:           map[string]*goalDef{},
	}
	for name, g := range w.Groups {
		c.groups[name] = &group{when: newCondition(g.When)}
	}
	c.indexMetrics()
	c.indexObjectives()
	c.indexClassifications()
	c.indexHealth()
	c.indexSegments()
	c.indexPlans()
	c.indexPlaybooks()
	c.indexTriggerSet()
	c.indexComparisons()
	c.dayNames = c.liveDays.names()
	c.personal = len(c.accountMetrics) < len(c.metrics) || len(c.contactSegments) > 0
	c.folded = c.foldHash()
	return c
}

func (c *Core) on(event string) *readers {
	if c.byEvent[event] == nil {
		c.byEvent[event] = &readers{}
	}
	return c.byEvent[event]
}

func (c *Core) indexMetrics() {
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Metrics)) {
		d := newMetricDef(c.workspace.Metrics[name], c.hours.Zone())
		c.metrics[name] = d
		if !d.OfContact {
			c.accountMetrics[name] = d
		}
		if d.Aggregate == dsl.Derived {
			continue
		}
		c.counted = append(c.counted, d)
		r := c.on(d.Event)
		r.metrics = append(r.metrics, d)
	}
}

func (c *Core) indexClassifications() {
	c.tiers = c.newClassification("tier", "", c.workspace.Tiers)
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Scales)) {
		c.scales = append(c.scales, c.newClassification("scale."+name, name, c.workspace.Scales[name].Levels))
	}
}

func (c *Core) indexHealth() {
	for _, score := range c.workspace.HealthScores {
		def := &healthDef{HealthScore: score, when: newCondition(score.When)}
		c.chooseNeeds.addCondition(def.when)
		for _, m := range score.Measures {
			measure := &measureDef{Measure: m}
			measure.needs.add(m.Value)
			measure.needs.add(m.Score)
			c.expand(&measure.needs)
			def.measures = append(def.measures, measure)
			c.scoreNeeds.include(&measure.needs)
		}
		c.health = append(c.health, def)
	}
	c.expand(&c.chooseNeeds)
	c.scoreNeeds.include(&c.chooseNeeds)
	c.use(&c.scoreNeeds)
}

// use adds the metrics that live definitions read.
func (c *Core) use(n *needs) {
	c.live.add(c, n)
	c.liveDays.include(n.days)
}

func (c *Core) indexComparisons() {
	c.comparing = nil
	goals := slices.Collect(maps.Values(c.goals))
	for _, d := range c.counted {
		plan := func(def *planDef) bool { return def.metrics[d] }
		goal := func(def *goalDef) bool { return def.metrics[d] }
		if c.live[d] || slices.ContainsFunc(c.plans, plan) || slices.ContainsFunc(goals, goal) {
			c.comparing = append(c.comparing, d)
		}
	}
}

func (c *Core) indexPlans() {
	for _, name := range slices.Sorted(maps.Keys(c.workspace.SuccessPlans)) {
		def := &planDef{SuccessPlan: c.workspace.SuccessPlans[name]}
		def.when = newCondition(def.SuccessPlan.When)
		for _, m := range def.Milestones {
			milestone := &milestoneDef{Milestone: m, when: newCondition(m.When), reached: newCondition(m.Reached)}
			def.milestones = append(def.milestones, milestone)
			def.needs.addCondition(milestone.reached)
			if m.Event != "" {
				r := c.on(m.Event)
				r.milestones = append(r.milestones, planMilestone{def, milestone})
			}
		}
		c.expand(&def.needs)
		def.metrics = metricUses{}
		def.metrics.add(c, &def.needs)
		c.plans = append(c.plans, def)
		r := c.on(def.Starts)
		r.starts = append(r.starts, def)
	}
}

func (c *Core) plan(name string) *planDef {
	for _, def := range c.plans {
		if def.Name == name {
			return def
		}
	}
	return nil
}

// foldHash hashes all definitions that fill a state from the log: with the same hash nothing need be filled back.
func (c *Core) foldHash() string {
	h := sha256.New()
	for _, d := range c.counted {
		h.Write([]byte("metric " + d.Name + " " + d.hash + "\n"))
	}
	for _, def := range c.plans {
		h.Write([]byte("plan " + def.Name + " " + def.Hash + "\n"))
	}
	for _, t := range c.triggerIndex.all {
		if _, ofHistory := t.kind.(historyListener); ofHistory {
			h.Write([]byte("silence " + t.key + "\n"))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
