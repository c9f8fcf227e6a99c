package dsl

import (
	"math"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/expression"
)

// Mode says what a playbook does with an occurrence of its triggers.
type Mode string

// The modes.
const (
	Live   Mode = "live"
	Draft  Mode = "draft"
	DryRun Mode = "dry_run"
	Paused Mode = "paused"
)

// Playbook is a set of triggers and rules around a plan.
type Playbook struct {
	Name, Description, Owner string
	Tags                     []string
	Priority                 int
	Mode                     Mode
	Triggers                 []*Trigger
	When                     *Condition // nil: everyone
	Enroll                   Enroll
	Plan                     *Plan
	// Outline is the playbook as it was written.
	Outline *Outline
	Range   Range
}

var playbookSchema = &schema{
	word: "playbook", doc: "What to do for a customer, when, and in which order.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "description", takes: takesString, example: `"A customer's health falls: find out why, and talk."`, doc: "What it is for, for people."},
		{name: "owner", takes: takesAddress, example: `"cs-ops@example.com"`, doc: "Whose it is."},
		{name: "tags", takes: takesStrings, example: `["rescue"]`, doc: "Words to find it by."},
		{name: "priority", takes: takesWhole, def: "0", example: "80", doc: "Higher goes first: from -1000 to 1000."},
		{name: "mode", takes: takesWord, words: []string{"live", "draft", "dry_run", "paused"}, def: `"live"`, example: `"dry_run"`, doc: "What it does when a trigger fires: everything (live), nothing at all (draft), everything but the actions (dry_run), or nothing new (paused)."},
		{name: "per", takes: takesWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, pending: true, doc: "Whom it enrols."},
		{name: "when", takes: takesCondition, example: `"tier in ['high', 'low']"`, doc: "Who is enrolled, asked when a trigger fires."},
	},
	blocks: append([]string{"trigger", "enroll", "exit"}, stepWords...),
	example: `playbook "welcome" {
  trigger "event" { event = "login" }

  enroll { cooldown = "never" }

  action "email" "hello" {
    to      = "{{ contact }}"
    subject = "Hello {{ contact.name }}"
    body    = "Welcome!"
  }
}`,
}

// runType is what expressions can read of the run.
var runType = expression.Object(map[string]expression.Type{"started_at": expression.Time})

func (l *loader) playbook(src *hclsyntax.Block) {
	b := l.open(src, playbookSchema)
	if b == nil || !l.first("playbook", b.name(), b.nameRange()) {
		return
	}
	pb := &Playbook{
		Name: b.name(), Description: b.str("description"), Owner: b.str("owner"), Tags: b.strs("tags"),
		Mode: Mode(b.word("mode")), Range: b.head(),
	}
	pb.Priority = b.priority()
	l.ws.Playbooks[pb.Name] = pb
	l.later(func() { l.playbookBody(b, pb) })
	l.last(func() { pb.Outline = l.outline(src, playbookSchema) })
}

func (b *block) priority() int {
	n, ok := b.between("priority", -1000, 1000)
	if ok && n != math.Trunc(n) {
		b.l.errorf(CodeValue, b.at("priority"), "Not a whole number", "\"priority\" is a whole number.")
	}
	return int(n)
}

// playbookBody decodes what refers to other blocks.
func (l *loader) playbookBody(b *block, pb *Playbook) {
	base := l.triggers(b, pb)
	pb.When = b.condition("when", base)
	if enroll := b.single("enroll"); enroll != nil {
		pb.Enroll = l.enroll(enroll)
	}
	pb.Plan = &Plan{
		Version: PlanVersion, Playbook: pb.Name, Locale: l.ws.Locale,
		Lead: l.lead(b, pb.Owner),
	}
	p := &planner{
		l: l, plan: pb.Plan, base: base.with("run", runType),
		all: map[string]bool{}, reads: map[string]bool{},
	}
	p.name(b.Body.Blocks)
	pb.Plan.Steps = p.steps(b.children(stepWords...), sight{results: map[string]expression.Type{}, unsure: map[string]bool{}})
	if len(b.children(append(stepWords, undecoded...)...)) == 0 {
		l.errorf(CodeNoSteps, b.head(), "Playbook without steps", "A playbook needs at least one step: an action, a wait or a branch.")
	}
	for _, child := range b.children("exit") {
		e := l.open(child, exitSchema)
		if e != nil && l.first("exit of playbook "+pb.Name, e.name(), e.nameRange()) {
			pb.Plan.Exits = append(pb.Plan.Exits, p.exit(e))
		}
	}
	pb.Plan.Vars = l.readValues("var.", p.reads, l.ws.Vars)
	pb.Plan.Locals = l.readValues("local.", p.reads, l.ws.Locals)
}

// triggers decodes the triggers and gives the place of the playbook's expressions: all facts, and what
// any of the triggers brings. A contact is known when every trigger is about one.
func (l *loader) triggers(b *block, pb *Playbook) place {
	base := l.factsPlace()
	var brings *expression.Type
	aboutContact := true
	for _, child := range b.children("trigger") {
		t, fields := l.trigger(child)
		if t == nil {
			fields, aboutContact = expression.Any, true
		} else {
			pb.Triggers = append(pb.Triggers, t)
			event := l.ws.Events[t.Event]
			aboutContact = aboutContact && event != nil && event.AboutContact
		}
		if brings != nil {
			fields = either(*brings, fields)
		}
		brings = &fields
	}
	if brings == nil {
		l.errorf(CodeMissing, b.head(), "Playbook without a trigger", "A playbook needs at least one trigger: it says when to look at an account.")
		brings = &expression.Any
	}
	if aboutContact {
		base = l.withContact(base)
	}
	return base.with("trigger", *brings)
}

// readValues is the values of vars or locals that a plan reads.
func (l *loader) readValues(prefix string, reads map[string]bool, all map[string]any) map[string]any {
	kept := map[string]any{}
	for name := range reads {
		attr, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		if attr == "*" {
			return all
		}
		if value, known := all[attr]; known {
			kept[attr] = value
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
