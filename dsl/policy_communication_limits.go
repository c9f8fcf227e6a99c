package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// CommunicationLimits is how often and when contacts get messages, over all playbooks. A message that is
// held back goes later. With several of them, all hold.
type CommunicationLimits struct {
	Name        string
	MaxMessages []Rate         // for each contact; empty: any number
	QuietHours  *calendar.Span // in the contact's zone, else the workspace's; nil: none
	Calendar    string         // on whose closed days nothing is sent; empty: every day
	Except      []string       // tags of the playbooks and actions that aren't held back
	Range       diag.Range
}

var communicationLimitsSchema = &schema{
	word: "communication_limits", doc: "How often and when contacts get messages, over all playbooks. A message that is held back goes later, and what follows counts from its sending. With several of these blocks, all hold.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "max_messages", kind: kindOneOrMore, example: `"3 per 7d"`, doc: "How many messages a contact gets at most in which time; several rates hold together."},
		{name: "quiet_hours", kind: kindString, example: `"20:00-08:00"`, doc: "When no message is sent, in the contact's zone if it is known, else the workspace's."},
		{name: "calendar", kind: kindName, example: `"office"`, doc: "The calendar on whose closed days no message is sent."},
		{name: "except", kind: kindStrings, example: `["reminder"]`, doc: "The tags of playbooks and actions that aren't held back."},
	},
	unsupported: true,
	example: `communication_limits "default" {
  max_messages = "3 per 7d"
  quiet_hours  = "20:00-08:00"
  calendar     = "office"
  except       = ["reminder"]
}`,
}

func (l *loader) communicationLimits(src *hclsyntax.Block) {
	b := l.open(src, communicationLimitsSchema)
	if b == nil || !l.declare("communication_limits", b.name(), b.nameRange()) {
		return
	}
	c := &CommunicationLimits{
		Name: b.name(), MaxMessages: b.rates("max_messages"), QuietHours: b.span("quiet_hours"),
		Except: b.tags("except"), Range: b.head(),
	}
	if known := l.calendarRef(b, "calendar"); known != nil {
		c.Calendar = known.Name
	}
	if !b.has("max_messages") && !b.has("quiet_hours") && !b.has("calendar") {
		b.reportMissing(diag.CodeMissing, []string{"max_messages", "quiet_hours", "calendar"}, "Limits of nothing", "Write at least one of \"max_messages\", \"quiet_hours\" and \"calendar\".")
	}
	l.ws.CommunicationLimits[c.Name] = c
	l.addCheck(func() { b.knownTags("except", c.Except) })
}

// span reads a span of the day; nil when it isn't written or wrong.
func (b *block) span(name string) *calendar.Span {
	s := b.str(name)
	if s == "" {
		return nil
	}
	span, err := calendar.ParseSpan(s)
	if err != nil {
		b.l.Errorf(diag.CodeValue, b.at(name), "Not a time span", "%v: write it as in %s.", err, b.schema.attr(name).example)
		return nil
	}
	return &span
}

// knownTags warns of tags that no playbook and no action carries. It runs when all are decoded.
func (b *block) knownTags(name string, tags []string) {
	known := names(b.l.tags)
	for i, tag := range tags {
		if !slices.Contains(known, tag) {
			b.l.Warnf(diag.CodeUnknownTag, b.itemAt(name, i), "Tag that nothing carries", "No playbook and no action has the tag %q. %s", tag, diag.Suggest(tag, known))
		}
	}
}
