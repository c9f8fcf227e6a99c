package dsl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
)

// shownSecret is what is shown in the place of a secret.
const shownSecret = "(secret)"

// secret is what env(…) gives: a text that isn't known. HCL works out what is made of it, as for any value that
// comes later, and the text itself never comes in, so that no message, no picture, no hash and no plan can hold
// it. Whoever connects to a server looks it up by its name when it does.
func secret() cty.Value { return cty.UnknownVal(cty.String) }

// isSecret says whether a secret has a part in a value: nothing else isn't known when a workspace is loaded.
func isSecret(v cty.Value) bool { return !v.IsWhollyKnown() }

// secretPart is a part of an expression that is a secret by itself.
type secretPart struct {
	at hcl.Range
	// name is of a variable or local that holds one, such as "local.url"; empty for env(…) itself.
	name string
	// keys is the names of the environment's variables that it comes from.
	keys []string
}

// secretParts is the calls of env(…) in an expression, and the names in it of what holds a secret.
func (e *evaluator) secretParts(expr hclsyntax.Expression) []secretPart {
	var all []secretPart
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			name := traversalName(n.Traversal)
			if e.secrets[name] == nil {
				return nil
			}
			if v, diags := n.Traversal[2:].TraverseRel(e.done[name]); diags.HasErrors() || isSecret(v) {
				all = append(all, secretPart{n.SrcRange, name, e.secrets[name]})
			}
		case *hclsyntax.FunctionCallExpr:
			if n.Name == "env" {
				all = append(all, secretPart{n.Range(), "", []string{calledWith(n)}})
			}
		}
		return nil
	})
	return all
}

// calledWith is the name in env(name), or a sign that it is worked out.
func calledWith(call *hclsyntax.FunctionCallExpr) string {
	if len(call.Args) == 1 && source.IsLiteral(call.Args[0]) {
		if name, diags := call.Args[0].Value(nil); !diags.HasErrors() {
			return name.AsString()
		}
	}
	return "…"
}

// hold notes that a variable or local is a secret, and where it comes from.
func (e *evaluator) hold(name string, expr hclsyntax.Expression) {
	keys := []string{}
	for _, part := range e.secretParts(expr) {
		keys = append(keys, part.keys...)
	}
	slices.Sort(keys)
	e.secrets[name] = slices.Compact(keys)
}

// refuse reports the secrets in an expression whose value would be seen.
func (e *evaluator) refuse(expr hclsyntax.Expression) {
	for _, part := range e.secretParts(expr) {
		e.misplaced(part, diag.RangeOf(part.at))
	}
}

// misplaced reports a secret that is read where a value is stored, shown or sent.
func (e *evaluator) misplaced(part secretPart, at diag.Range) {
	calls := make([]string, len(part.keys))
	for i, key := range part.keys {
		calls[i] = fmt.Sprintf("env(%q)", key)
	}
	what := strings.Join(calls, " and ")
	if part.name != "" {
		what = part.name + ", which holds " + what + ","
	}
	if variable, ok := strings.CutPrefix(part.name, "var."); ok {
		e.l.Errorf(diag.CodeSecret, at, "Secret that would be seen",
			"%s is secret, and what stands here is stored, shown or sent. If it needn't be secret, give it another default: %s%s in the environment sets it.", what, VariablePrefix, variable)
		return
	}
	instead := strings.ToLower(part.keys[0])
	if !isName(instead) {
		instead = "x"
	}
	e.l.Errorf(diag.CodeSecret, at, "Secret that would be seen",
		"%s is secret, and what stands here is stored, shown or sent. If it needn't be secret, read a variable, such as var.%s: %s%s in the environment sets it.", what, instead, VariablePrefix, instead)
}

// readsSecret reports a mistake of an expression that is to read a secret, which expressions don't know.
func (l *loader) readsSecret(problem expression.Problem, at diag.Range) bool {
	name := strings.Join(problem.Path, ".")
	keys := l.values.secrets[name]
	if keys != nil {
		l.values.misplaced(secretPart{name: name, keys: keys}, at)
	}
	return keys != nil
}
