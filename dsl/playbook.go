package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
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
	// PerContact says that it enrols contacts, each on its own, instead of accounts.
	PerContact bool
	Params     []*Param
	Triggers   []*Trigger
	When       *Condition // nil: everyone
	Enroll     Enroll
	Goals      []*Goal
	Plan       *Plan
	// Outline is the playbook as it was written.
	Outline *Outline
	Range   diag.Range

	// outcomes is every way in which a run can end.
	outcomes []string
	// called says that another playbook runs this one.
	called bool
	block  *block
}

var playbookSchema = &schema{
	word: "playbook", labels: []string{"NAME"},
	doc: "What to do for a customer, when, and in which order. The order of its steps means everything; that of the other blocks means nothing.",
	attrs: []attr{
		{name: "description", kind: kindString, example: `"A paying customer's health falls: find out why, and talk."`, doc: "What it is for, for people."},
		{name: "owner", kind: kindAddress, example: `"cs-ops@example.com"`, doc: "Whose it is."},
		{name: "tags", kind: kindStrings, example: `["rescue"]`, doc: "Words to find it by; policies can hold for a tag."},
		{name: "priority", kind: kindWhole, def: "0", example: "80", doc: "Higher goes first, from -1000 to 1000."},
		{name: "mode", kind: kindWord, words: []string{"live", "draft", "dry_run", "paused"}, def: `"live"`, example: `"dry_run"`, doc: "A `draft` enrols nobody, each occurrence is skipped, and it can hold what this version can't run yet; a `dry_run` decides, and says what it would have started; a `paused` one starts nothing and lets its runs go on."},
		{name: "per", kind: kindWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, doc: "Whom it enrols: accounts, or contacts, each on its own, with runs and a cooldown of each; then `contact` is known everywhere. " +
			"A trigger about one contact enrols that one: an event about a contact, a segment of contacts, the end of a run of a playbook that enrols contacts. " +
			"A trigger that looks at something of one contact watches each contact of the account on its own: a count, a lull or the silence of an event about a contact, or an expression, date, limit or coverage that reads `contact` or a metric or segment of contacts. " +
			"A contact who is added is watched from then on, and what is so of them already fires at once; what is already so of those who are imported, or are there when the trigger is added, fires nothing. " +
			"When a contact leaves, what its triggers remembered is forgotten, and of an ID that is no contact's nothing is watched. " +
			"Of an account with more than 2,000 contacts, the metrics and segments of those who were not heard of for the longest are forgotten; nothing fires from that. " +
			"Every other trigger watches the account and fires for each of its contacts; `when` chooses among them. Waits, exits and goals take an event about a contact only when it is about that one. A contact is remembered until its cooldown is over, up to 2,000 of an account."},
		{name: "when", kind: kindCondition, example: `"tier in ['high', 'low']"`, doc: "Who is enrolled, asked when a trigger fires; it can read every fact, `trigger` and `param`."},
	},
	blocks: []string{"param", "trigger", "enroll", "exit", "goal"}, steps: true,
	example: `playbook "welcome" {
  trigger "event" { event = "contract_signed" }

  action "task" "call" {
    title    = "Say hello to {{ account.name }}"
    assignee = "{{ account.csm }}"
  }
}`,
}

// runType is what expressions can read of the run.
var runType = expression.Object(map[string]expression.Type{"started_at": expression.Time})

func (l *loader) playbook(src *hclsyntax.Block) {
	b := l.open(src, playbookSchema)
	if b == nil || !l.declare("playbook", b.name(), b.nameRange()) {
		return
	}
	pb := &Playbook{
		Name: b.name(), Description: b.description(), Owner: b.str("owner"), Tags: b.tags("tags"),
		Mode: Mode(b.word("mode")), Priority: b.whole("priority", -1000, 1000), Range: b.head(),
		PerContact: b.word("per") == "contact", block: b,
	}
	if pb.Owner != "" {
		l.checkAddress(pb.Owner, b.at("owner"), diag.Hint{})
	}
	pb.Params = l.params(b)
	pb.outcomes = l.outcomes(b)
	l.tag(pb.Tags)
	l.ws.Playbooks[pb.Name] = pb
	l.addCheck(func() { l.playbookBody(pb) })
	l.onSuccess(func() { pb.Outline = l.outline(src, playbookSchema) })
}

// playbookBody decodes what refers to other blocks.
func (l *loader) playbookBody(pb *Playbook) {
	b := pb.block
	p := &planner{
		l: l, playbook: pb, base: l.triggers(pb), reads: map[string]bool{}, unwaited: map[string]bool{},
		plan: &Plan{
			Version: PlanVersion, Playbook: pb.Name, PerContact: pb.PerContact, Locale: l.ws.Locale,
			Lead: l.lead(b, pb.Owner), Params: defaults(pb.Params),
		},
	}
	pb.Plan = p.plan
	pb.When = b.condition("when", p.base)
	if enroll := b.single("enroll"); enroll != nil {
		pb.Enroll = l.enroll(enroll, p.base)
	}
	l.orderCoverage(pb)
	p.goals(b)
	p.base = p.base.with("run", runType)
	p.plan.Steps = p.whole(b)
	p.exits(b)
	p.plan.Vars = l.readValues("var.", p.reads, l.ws.Vars)
	p.plan.Locals = l.readValues("local.", p.reads, l.ws.Locals)
}

// triggers decodes the triggers and gives the place of the playbook's expressions: all facts, what any
// of the triggers brings, and the arguments.
func (l *loader) triggers(pb *Playbook) scope {
	base := l.factsScope()
	var brings *expression.Type
	aboutContact := true
	for _, child := range pb.block.children("trigger") {
		fields := expression.Any
		if d := l.trigger(child, pb); d != nil {
			pb.Triggers = append(pb.Triggers, d.t)
			fields = expression.Object(d.fields)
			aboutContact = aboutContact && d.contact
			d.t.EachContact = pb.PerContact && l.watchesContacts(d.t)
		}
		if brings != nil {
			fields = either(*brings, fields)
		}
		brings = &fields
	}
	if brings == nil {
		called := expression.Object(map[string]expression.Type{"kind": expression.String, "at": expression.Time})
		brings, aboutContact = &called, false
	}
	if aboutContact || pb.PerContact {
		base = l.withContact(base)
	}
	return base.with("trigger", *brings).with("param", paramsType(pb.Params))
}
