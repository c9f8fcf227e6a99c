package dsl

import (
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// TriggerKind is the word after `trigger`.
type TriggerKind string

// Trigger says when a playbook looks at an account.
type Trigger struct {
	Kind TriggerKind
	// Hash is of the trigger's content alone: the identity of its occurrences survives edits elsewhere.
	Hash string
	// When says which occurrences count; nil: all.
	When  *Condition
	Range diag.Range
	// EachContact says that it watches each contact of the account on its own; else it watches the account.
	EachContact bool
	// Settings is what else its block says.
	Settings TriggerSettings

	// The settings again, by their type; exactly that of the kind is set.
	HealthDrop *HealthDropTrigger
	Stall      *StallTrigger
	Event      *EventTrigger
	Inactivity *InactivityTrigger
	Date       *DateTrigger
	Schedule   *ScheduleTrigger
	Coverage   *CoverageTrigger
	Becomes    *BecomesTrigger
	Move       *MoveTrigger // tier, scale and segment
	UsageLimit *UsageLimitTrigger
	Playbook   *PlaybookTrigger

	// content and programs are what the hash is of.
	content  content
	programs []*expression.Program
}

// TriggerSettings is what the blocks of one kind of trigger say: a *HealthDropTrigger, an *EventTrigger and so on. A
// kind is one file: its settings, its schema, its decoder and its checks.
type TriggerSettings interface {
	// schema is how triggers of the kind are written.
	schema() *schema
	// decode reads a block into the settings, which are empty before.
	decode(*triggerDecoder)
}

// What only some kinds say of themselves.
type (
	// contactTrigger reports whether it watches each contact on its own where a playbook enrols contacts, as what it
	// looks at is of one contact. Any other watches the account, and fires for its contacts.
	contactTrigger interface{ eachContact(*loader) bool }
	// pastTrigger checks that it looks no further back than events are kept.
	pastTrigger interface {
		checkRetention(l *loader, at diag.Range, kept time.Duration)
	}
	// onceTrigger reports whether it fires at most once for a customer.
	onceTrigger interface{ once() bool }
)

// triggerKinds is empty settings of every kind, in the order of the reference.
func triggerKinds() []TriggerSettings {
	return []TriggerSettings{
		&HealthDropTrigger{},
		&StallTrigger{},
		&EventTrigger{},
		&InactivityTrigger{},
		&DateTrigger{},
		&ScheduleTrigger{},
		&CoverageTrigger{},
		&BecomesTrigger{},
		&TierTrigger{},
		&ScaleTrigger{},
		&SegmentTrigger{},
		&UsageLimitTrigger{},
		&PlaybookTrigger{},
		&ManualTrigger{},
	}
}

// TriggerKinds returns every kind of trigger, in the order of the reference.
func TriggerKinds() []TriggerKind {
	var kinds []TriggerKind
	for _, settings := range triggerKinds() {
		kinds = append(kinds, TriggerKind(settings.schema().kind))
	}
	return kinds
}

// triggerWhen is the condition that most kinds take.
func triggerWhen(example string) attr {
	return attr{name: "when", kind: kindCondition, example: example, doc: "Which occurrences count; it can read every fact and `trigger`."}
}

// triggerField is what expressions read of a trigger. Its type is `any` where it depends on how the trigger is
// written: a decoder says it then.
type triggerField struct {
	name string
	t    expression.Type
	doc  string
}

// everyTriggerBrings is what there is whatever the kind.
func everyTriggerBrings(kind string) []triggerField {
	return []triggerField{
		{"kind", expression.Type{Kind: expression.KindString, Values: []string{kind}, Present: true}, "Which kind of trigger it was: `" + kind + "`."},
		{"at", expression.Time, "When it fired."},
	}
}

// triggerDecoder decodes one trigger.
type triggerDecoder struct {
	*block
	t *Trigger
	// fields is what expressions can read as trigger.*.
	fields map[string]expression.Type
	// scope is what the trigger's own expressions read.
	scope    scope
	playbook *Playbook
	// contact says that the trigger brings one.
	contact bool
}

// trigger decodes a trigger; nil when its kind isn't known.
func (l *loader) trigger(src *hclsyntax.Block, pb *Playbook) *triggerDecoder {
	settings := l.triggerSettings(src)
	if settings == nil {
		return nil
	}
	s := settings.schema()
	b := l.open(src, s)
	if b == nil {
		return nil
	}
	d := &triggerDecoder{
		block: b, scope: l.factsScope(), playbook: pb,
		t:      &Trigger{Kind: TriggerKind(s.kind), Range: b.head(), Settings: settings},
		fields: map[string]expression.Type{},
	}
	for _, f := range slices.Concat(everyTriggerBrings(s.kind), s.brings) {
		d.fields[f.name] = f.t
	}
	if pb.PerContact {
		d.scope = l.withContact(d.scope)
	}
	settings.decode(d)
	return d
}

// triggerSettings is empty settings of a block's kind; nil when that isn't known.
func (l *loader) triggerSettings(src *hclsyntax.Block) TriggerSettings {
	var known []string
	for _, settings := range triggerKinds() {
		kind := settings.schema().kind
		if len(src.Labels) > 0 && src.Labels[0] == kind {
			return settings
		}
		known = append(known, kind)
	}
	if len(src.Labels) == 0 {
		l.Errorf(diag.CodeLabels, diag.RangeOf(src.DefRange()), "Wrong number of names", "Write it as `trigger \"KIND\" { … }`, where KIND is %s.", diag.List(known, "or"))
	} else {
		l.Errorf(diag.CodeUnknownTrigger, diag.RangeOf(src.LabelRanges[0]), "Unknown trigger", "There is no trigger %q. %s", src.Labels[0], diag.SuggestOne(src.Labels[0], known))
	}
	return nil
}

// when reads the condition of occurrences.
func (d *triggerDecoder) when() {
	d.t.When = d.condition("when", d.scope.with("trigger", expression.Object(d.fields)))
}

// decides keeps what the identity of the trigger's occurrences is of.
func (d *triggerDecoder) decides(c content, programs ...*expression.Program) {
	d.t.content, d.t.programs = c, programs
}

// formula compiles an attribute's expression in the trigger's place.
func (d *triggerDecoder) formula(name string, want expression.Type) *expression.Program {
	return d.program(name, d.scope, want)
}
