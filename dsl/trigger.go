package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// TriggerKind is the word after `trigger`.
type TriggerKind string

// The kinds of trigger.
const (
	HealthDrop      TriggerKind = "health_drop"
	OnboardingStall TriggerKind = "onboarding_stall"
	OnEvent         TriggerKind = "event"
	Inactivity      TriggerKind = "inactivity"
	OnDate          TriggerKind = "date"
	OnSchedule      TriggerKind = "schedule"
	Coverage        TriggerKind = "coverage"
	Becomes         TriggerKind = "becomes"
	TierMove        TriggerKind = "tier"
	ScaleMove       TriggerKind = "scale"
	SegmentMove     TriggerKind = "segment"
	UsageLimit      TriggerKind = "usage_limit"
	AfterPlaybook   TriggerKind = "playbook"
	Manual          TriggerKind = "manual"
)

// Trigger says when a playbook looks at an account. Besides the first five fields, exactly that of its
// kind is set; a manual trigger has none.
type Trigger struct {
	Kind TriggerKind
	// Hash is of the trigger's content alone: the identity of its occurrences survives edits elsewhere.
	Hash string
	// When says which occurrences count; nil: all.
	When  *Condition
	Range diag.Range
	// EachContact says that it watches each contact of the account on its own; else it watches the account.
	EachContact bool

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

// triggerKind is how triggers of one kind are written and decoded.
type triggerKind struct {
	schema *schema
	decode func(*triggerDecoder)
}

// triggerKinds is every kind, in the order of the reference.
func triggerKinds() []triggerKind {
	return []triggerKind{
		{healthDropSchema, (*triggerDecoder).healthDrop},
		{stallSchema, (*triggerDecoder).stall},
		{eventTriggerSchema, (*triggerDecoder).event},
		{inactivitySchema, (*triggerDecoder).inactivity},
		{dateSchema, (*triggerDecoder).date},
		{scheduleSchema, (*triggerDecoder).schedule},
		{coverageSchema, (*triggerDecoder).coverage},
		{becomesSchema, (*triggerDecoder).becomes},
		{tierMoveSchema, (*triggerDecoder).tierMove},
		{scaleMoveSchema, (*triggerDecoder).scaleMove},
		{segmentMoveSchema, (*triggerDecoder).segmentMove},
		{usageLimitSchema, (*triggerDecoder).usageLimit},
		{afterPlaybookSchema, (*triggerDecoder).afterPlaybook},
		{manualSchema, (*triggerDecoder).manual},
	}
}

// triggerWhen is the condition that most kinds take.
func triggerWhen(example string) attr {
	return attr{name: "when", takes: takesCondition, example: example, doc: "Which occurrences count; it can read every fact and `trigger`."}
}

// brought is what expressions read of a trigger. Its type is `any` where it depends on how the trigger is
// written: a decoder says it then.
type brought struct {
	name string
	t    expression.Type
	doc  string
}

// everyTriggerBrings is what there is whatever the kind.
func everyTriggerBrings(kind string) []brought {
	return []brought{
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
	// place is what the trigger's own expressions read.
	place    place
	playbook *Playbook
	// contact says that the trigger brings one.
	contact bool
}

// trigger decodes a trigger; nil when its kind isn't known.
func (l *loader) trigger(src *hclsyntax.Block, pb *Playbook) *triggerDecoder {
	kind, ok := l.triggerKind(src)
	if !ok {
		return nil
	}
	b := l.open(src, kind.schema)
	if b == nil {
		return nil
	}
	d := &triggerDecoder{
		block: b, place: l.factsPlace(), playbook: pb,
		t:      &Trigger{Kind: TriggerKind(kind.schema.kind), Range: b.head()},
		fields: map[string]expression.Type{},
	}
	for _, f := range slices.Concat(everyTriggerBrings(kind.schema.kind), kind.schema.brings) {
		d.fields[f.name] = f.t
	}
	if pb.PerContact {
		d.place = l.withContact(d.place)
	}
	kind.decode(d)
	return d
}

func (l *loader) triggerKind(src *hclsyntax.Block) (triggerKind, bool) {
	var known []string
	for _, kind := range triggerKinds() {
		if len(src.Labels) > 0 && src.Labels[0] == kind.schema.kind {
			return kind, true
		}
		known = append(known, kind.schema.kind)
	}
	if len(src.Labels) == 0 {
		l.Errorf(diag.CodeLabels, diag.RangeOf(src.DefRange()), "Wrong number of names", "Write it as `trigger \"KIND\" { … }`, where KIND is %s.", diag.List(known, "or"))
	} else {
		l.Errorf(diag.CodeUnknownTrigger, diag.RangeOf(src.LabelRanges[0]), "Unknown trigger", "There is no trigger %q. %s", src.Labels[0], diag.SuggestOne(src.Labels[0], known))
	}
	return triggerKind{}, false
}

// when reads the condition of occurrences.
func (d *triggerDecoder) when() {
	d.t.When = d.condition("when", d.place.with("trigger", expression.Object(d.fields)))
}

// decides keeps what the identity of the trigger's occurrences is of.
func (d *triggerDecoder) decides(c content, programs ...*expression.Program) {
	d.t.content, d.t.programs = c, programs
}

// formula compiles an attribute's expression in the trigger's place.
func (d *triggerDecoder) formula(name string, want expression.Type) *expression.Program {
	return d.program(name, d.place, want)
}
