package dsl

import (
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// Facts is what expressions can read of an account and its contacts, by name, two levels deep, with the
// type of each: "metric.visits" is a "number". A run reads them from its start to its end, so a name must
// not go, nor change its type, under a run that reads it.
func (w *Workspace) Facts() map[string]string { return w.facts }

// factsRead is the facts among what a program reads; nil reads nothing.
func (w *Workspace) factsRead(p *expression.Program) map[string]string {
	if p == nil {
		return nil
	}
	read := map[string]string{}
	for _, name := range p.Reads() {
		root, all := strings.CutSuffix(name, ".*")
		for fact, kind := range w.facts {
			if fact == name || all && strings.HasPrefix(fact, root+".") {
				read[fact] = kind
			}
		}
	}
	return read
}

// collectFacts fills what Facts gives. Whether a playbook runs is no definition's: it isn't among them.
func (l *loader) collectFacts() map[string]string {
	scope := l.factsScope().names.With("contact", l.contactType())
	facts := map[string]string{}
	for root, t := range scope {
		switch root {
		case "var", "local", "running":
			continue
		}
		for member, inner := range t.Fields {
			facts[root+"."+member] = inner.String()
		}
		if len(t.Fields) == 0 {
			facts[root] = t.String()
		}
	}
	return facts
}
