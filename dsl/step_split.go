package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepSplit takes a path by lot.
const StepSplit StepKind = "split"

// SplitStep takes one of several variants by chance, the same for a customer each time.
type SplitStep struct {
	Variants []Variant `json:"variants"`
}

// Variant is one way of a split.
type Variant struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"` // percent
	Steps  []*Step `json:"steps"`
}

var splitSchema = &schema{
	word: "split", labels: []string{"NAME"}, unsupported: true,
	doc:    "Takes one of several variants, to compare them: by a hash of the customer and the step's name, so that a customer gets the same one each time. `taken` is the variant.",
	attrs:  stepAttrs(),
	blocks: []string{"variant"},
	example: `split "greeting" {
  variant "call" {
    weight = 20
    action "task" "call" { title = "Call {{ account.name }}" }
  }
  variant "nothing" { weight = 80 }
}`,
}

var variantSchema = &schema{
	word: "variant", labels: []string{"NAME"}, doc: "One of the ways of a split. It may have no steps: then nothing is done, for comparison.",
	attrs: []attr{{name: "weight", kind: kindNumber, example: "20", doc: "Its share in percent; without any weights, all variants have the same share."}},
	steps: true,
	example: `variant "call" {
  weight = 20
  action "task" "call" { title = "Call {{ account.name }}" }
}`,
}

// split decodes the variants, of which a run takes one.
func (d *stepDecoder) split() {
	split := &SplitStep{Variants: []Variant{}}
	d.step.Split = split
	paths := &fork{stepDecoder: d}
	taken := []string{}
	variants, known := d.inside("variant", variantSchema), true
	for _, v := range variants {
		d.l.declare("variant of split "+d.b.name()+" of playbook "+d.plan.Playbook, v.name(), v.nameRange())
		weight, ok := v.between("weight", 0, 100)
		known = known && (ok || !v.has("weight"))
		split.Variants = append(split.Variants, Variant{Name: v.name(), Weight: weight, Steps: paths.steps(v)})
		taken = append(taken, v.name())
	}
	paths.close()
	if known && len(variants) == len(d.b.children("variant")) {
		d.checkWeights(variants, split)
	}
	d.result["taken"] = expression.Type{Kind: expression.KindString, Values: taken}
}

// checkWeights wants percent that add up, or none at all.
func (d *stepDecoder) checkWeights(variants []*block, split *SplitStep) {
	written, sum := 0, 0.0
	for i, v := range variants {
		if v.has("weight") {
			written++
		}
		sum += split.Variants[i].Weight
	}
	const rounding = 1e-9
	switch {
	case len(variants) < 2:
		d.b.reportMissing(diag.CodeMissing, []string{"variant"}, "Nothing to compare", "A split needs at least two variants.")
	case written == 0:
		for i := range split.Variants {
			split.Variants[i].Weight = 100 / float64(len(variants))
		}
	case written < len(variants):
		d.l.Errorf(diag.CodeWeights, d.b.head(), "Some weights are missing", "Give every variant a \"weight\", or none: then all have the same share.")
	case sum < 100-rounding || sum > 100+rounding:
		d.l.Errorf(diag.CodeWeights, d.b.head(), "Weights that don't add up", "The weights of the variants are percent: together 100, and here they are %v.", sum)
	}
}
