package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
)

// guard is a guard's definition with what is computed once.
type guard struct {
	when  *condition
	words refusalText
}

// guards is the guards of a playbook, in the order of their names.
type guards struct {
	all []guard
	// passes is the sentence of a pass.
	passes string
}

// guardsOf is the guards that name one of a playbook's tags.
func (c *Core) guardsOf(p *dsl.Playbook) guards {
	found := guards{passes: "No guard holds for the playbook."}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.workspace.Guards)) {
		g := c.workspace.Guards[name]
		if !slices.ContainsFunc(g.Tags, func(tag string) bool { return slices.Contains(p.Tags, tag) }) {
			continue
		}
		names = append(names, fmt.Sprintf("%q", name))
		found.all = append(found.all, guard{newCondition(g.When), refusalText{
			ReasonGuard, fmt.Sprintf("The guard %q keeps it back", name), fmt.Sprintf("The condition of the guard %q", name),
		}})
	}
	switch len(names) {
	case 0:
	case 1:
		found.passes = fmt.Sprintf("The guard %s lets it pass.", names[0])
	default:
		found.passes = fmt.Sprintf("The guards %s let it pass.", strings.Join(names, ", "))
	}
	return found
}

// guardRule refuses when one of the guards does.
func guardRule() rule {
	return rule{name: "guards", ask: (*evaluation).askGuards, conditions: guardConditions}
}

func (t *evaluation) askGuards(o occurrence) ruleResult {
	guards := &o.trigger.playbook.guards
	for _, g := range guards.all {
		switch a := t.askCondition(g.when, o, g.words); a.reason {
		case "":
		case ReasonGuard:
			return a.forNowOnly()
		default:
			return a
		}
	}
	return ruleResult{detail: guards.passes}
}

func guardConditions(_ *Core, tr *triggerDef) []*condition {
	var tests []*condition
	for _, g := range tr.playbook.guards.all {
		tests = append(tests, g.when)
	}
	return tests
}
