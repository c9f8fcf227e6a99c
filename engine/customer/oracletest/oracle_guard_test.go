package oracletest

import (
	"slices"

	"github.com/tendhq/tend/dsl"
)

// guarded reports whether one of the guards that hold for a playbook keeps the account back.
func (o *oracle) guarded(m *moment, p *dsl.Playbook) bool {
	for _, g := range o.w.Guards {
		holds := slices.ContainsFunc(g.Tags, func(tag string) bool { return slices.Contains(p.Tags, tag) })
		if holds && !o.holds(g.When, m.now, with(m.facts, map[string]any{"running": o.running()})) {
			return true
		}
	}
	return false
}
