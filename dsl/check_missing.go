package dsl

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// warnMissing warns of missing values where they surprise: a comparison with one is false, so a negation
// around it makes it true. An expression that minds the value being missing gets no warning.
func (l *loader) warnMissing(t *text, lead int, uses []expression.Use, p scope) {
	for _, use := range uses {
		if !use.Negated || use.Type.Present || testsPresence(uses, use) {
			continue
		}
		at := t.at(l, lead+use.Start, lead+use.End)
		name := l.authored(strings.Join(use.Path, "."), at)
		switch {
		case stepOf(use) != "" && p.uncertain[stepOf(use)]:
			l.Warnf(diag.CodeUnreached, at, "Step that may not be reached",
				"A run may come here without step %q: then this value is missing, which counts as false, and its negation as true. Say what you mean with steps.%s.reached.", stepOf(use), stepOf(use))
		case use.Compared && !constant(use):
			l.Warnf(diag.CodeNegated, at, "Missing value under a negation",
				"When %s is missing, the comparison with it is false, and the negation around that is true. Write the opposite comparison, such as a <= b for !(a > b), or say what you mean with %s == nil.", name, name)
		}
	}
}

// stepOf is the step whose result a use is, or "".
func stepOf(use expression.Use) string {
	if len(use.Path) < 3 || use.Path[0] != "steps" {
		return ""
	}
	return use.Path[1]
}

// constant reports whether a value is known at load.
func constant(use expression.Use) bool { return use.Path[0] == "var" || use.Path[0] == "local" }

// testsPresence reports whether an expression asks if a value, or what it is a member of, is there.
func testsPresence(uses []expression.Use, about expression.Use) bool {
	return slices.ContainsFunc(uses, func(u expression.Use) bool {
		reached := stepOf(u) != "" && stepOf(u) == stepOf(about) && u.Path[2] == "reached"
		tested := u.Tested && len(u.Path) <= len(about.Path) && slices.Equal(u.Path, about.Path[:len(u.Path)])
		return reached || tested
	})
}
