package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
)

// Guard keeps playbooks from accounts that aren't ready for them.
type Guard struct {
	Name      string
	Tags      []string // of the playbooks that it holds for, with any of them
	When      *Condition
	Otherwise Otherwise
	Range     diag.Range
}

// Otherwise is what becomes of a run when its guard's condition turns false.
type Otherwise string

// What becomes of it. In every case no other run starts.
const (
	OtherwisePause    Otherwise = "pause"    // it waits before its next action until the condition is true
	OtherwiseStop     Otherwise = "stop"     // it ends
	OtherwiseContinue Otherwise = "continue" // it goes on to its end
)

var guardSchema = &schema{
	word: "guard", doc: "Keeps playbooks from accounts that aren't ready for them: no run starts while its condition isn't true. Who is refused is skipped, with the guard and what it read as the reason, or waits until the guard lets it pass where the playbook has a `hold`. Where several guards hold for a playbook, each has to let the account pass; they are asked in the order of their names.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "tags", required: true, kind: kindStrings, example: `["commercial"]`, doc: "It holds for all playbooks that carry one of these tags."},
		{name: "when", required: true, kind: kindCondition, example: `"health.band == 'green' && !running.rescue"`, doc: "What has to be true of the account."},
		{name: "otherwise", kind: kindWord, words: []string{"pause", "stop", "continue"}, def: `"pause"`, example: `"stop"`, doc: "What becomes of a run that is in progress when it turns false: it waits before its next action until it is true again (pause), ends (stop), or goes on (continue). Only `continue` is supported yet, so it has to be written."},
	},
	example: `guard "sell_to_the_satisfied" {
  tags      = ["commercial"]
  when      = "health.band == 'green'"
  otherwise = "pause"
}`,
}

func (l *loader) guard(src *hclsyntax.Block) {
	b := l.open(src, guardSchema)
	if b == nil || !l.declare("guard", b.name(), b.nameRange()) {
		return
	}
	g := &Guard{Name: b.name(), Tags: b.tags("tags"), Otherwise: Otherwise(b.word("otherwise")), Range: b.head()}
	if b.has("tags") && g.Tags != nil && len(g.Tags) == 0 {
		l.Errorf(diag.CodeValue, b.at("tags"), "Guard of nothing", "\"tags\" names at least one tag of the playbooks that it holds for.")
	}
	if g.Otherwise != OtherwiseContinue {
		at := b.head()
		if b.has("otherwise") {
			at = b.at("otherwise")
		}
		l.noteUnsupported(at, "A guard whose \"otherwise\" is %q, as it is unless \"continue\" is written,", g.Otherwise)
	}
	l.ws.Guards[g.Name] = g
	l.addCheck(func() {
		g.When = b.condition("when", l.factsScope())
		b.knownTags("tags", g.Tags)
		if value, known := l.constant(program(g.When)); known {
			l.Warnf(diag.CodeNoEffect, g.When.Range, "Guard that never changes its mind", "This is always %v, whatever the account.", value)
		}
	})
}
