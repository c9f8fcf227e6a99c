package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/zclconf/go-cty/cty"
)

// UsageLimit triggers fire when a value crosses shares of a limit.
const UsageLimit TriggerKind = "usage_limit"

// UsageLimitTrigger fires when a value crosses shares of a limit upwards.
type UsageLimitTrigger struct {
	Value, Limit *expression.Program
	Shares       []float64 // percent, ascending
}

var usageLimitSchema = &schema{
	word: "trigger", kind: "usage_limit", labels: []string{"KIND"},
	doc: "A value crosses shares of a limit upwards. A jump over several fires the highest; each fires once, until the value falls back below it. " +
		"Where the playbook enrols contacts and the value or the limit reads something of a contact (`contact`, or a metric or segment of contacts), each contact's is watched on its own; any other fires for all contacts.",
	attrs: []attr{
		{name: "value", required: true, kind: kindFormula, example: `"metric.devices"`, doc: "The quantity that grows."},
		{name: "limit", required: true, kind: kindFormula, example: `"account.device_limit"`, doc: "What it is measured against."},
		{name: "shares", kind: kindNumbers, def: "[100]", example: "[80, 100]", doc: "The shares of the limit in percent, the lowest first."},
		triggerWhen(`"trigger.share >= 100"`),
	},
	brings: []triggerField{
		{"share", expression.Number, "The share of the limit that was crossed, in percent."},
		{"value", expression.Number, "The value."},
		{"limit", expression.Number, "The limit."},
	},
	example: `trigger "usage_limit" {
  value  = "metric.devices"
  limit  = "account.device_limit"
  shares = [80, 100]
}`,
}

func (*UsageLimitTrigger) schema() *schema { return usageLimitSchema }

func (t *UsageLimitTrigger) decode(d *triggerDecoder) {
	*t = UsageLimitTrigger{Value: d.formula("value", expression.Number), Limit: d.formula("limit", expression.Number), Shares: []float64{100}}
	d.t.UsageLimit = t
	d.contact = d.playbook.PerContact
	if shares := d.numbers("shares"); len(shares) > 0 {
		t.Shares = shares
	}
	for i, share := range t.Shares {
		if share <= 0 || i > 0 && share <= t.Shares[i-1] {
			d.l.Errorf(diag.CodeValue, d.at("shares"), "Shares out of order", "\"shares\" are percent of the limit, more than 0 and the lowest first, such as [80, 100].")
			break
		}
	}
	d.when()
	d.decides(content{"value": canonical(t.Value), "limit": canonical(t.Limit), "shares": t.Shares}, t.Value, t.Limit)
}

func (t *UsageLimitTrigger) eachContact(l *loader) bool {
	return l.ofEach(t.Value, t.Limit)
}

// numbers reads a list of numbers.
func (b *block) numbers(name string) []float64 {
	v, ok := b.value(name)
	if !ok {
		return nil
	}
	all, isList := plain(v).([]any)
	notNumber := func(item any) bool { _, ok := item.(float64); return !ok }
	if !isList || v.Type().IsObjectType() || v.Type() == cty.String || slices.ContainsFunc(all, notNumber) {
		b.l.Errorf(diag.CodeWrongType, b.at(name), "Wrong type", "%q takes a list of numbers, such as [80, 100].", name)
		return nil
	}
	numbers := make([]float64, len(all))
	for i, item := range all {
		numbers[i], _ = item.(float64)
	}
	return numbers
}
