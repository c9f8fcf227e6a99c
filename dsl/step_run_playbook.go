package dsl

import (
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/zclconf/go-cty/cty"
)

// StepRunPlaybook runs another playbook.
const StepRunPlaybook StepKind = "run_playbook"

// RunPlaybookStep runs another playbook for the same customer.
type RunPlaybookStep struct {
	Playbook string `json:"playbook"`
	// With is its arguments, as JSON values; strings are templates.
	With map[string]any `json:"with,omitempty"`
	// Kinds is what each argument is: its param's actions.Kind.
	Kinds map[string]string `json:"kinds,omitempty"`
	// Wait says that the step is over when the other run is.
	Wait bool `json:"wait"`
}

var runPlaybookSchema = &schema{
	word: "run_playbook", labels: []string{"NAME"}, unsupported: true,
	doc: "Runs another playbook for the same customer, and goes on when that run has ended. `run` is the other run, `outcome` how it ended.",
	attrs: append([]attr{
		{name: "playbook", required: true, kind: kindName, refers: "running", example: `"renewal_offer"`, doc: "The other playbook. Its triggers and conditions aren't asked, its exits are."},
		{name: "with", kind: kindArguments, example: `{ reason = "price" }`, doc: "The arguments: a value for each of its `param` blocks that has no default."},
		{name: "wait", kind: kindBool, def: "true", example: "false", doc: "Whether to wait for the other run to end."},
		retryAttr,
	}, stepAttrs()...),
	example: `run_playbook "offer" {
  playbook = "renewal_offer"
  with     = { reason = "price" }
}`,
}

func (d *stepDecoder) runPlaybook() {
	run := &RunPlaybookStep{Wait: true}
	d.step.RunPlaybook = run
	if d.b.has("wait") {
		d.b.read("wait", "true or false", cty.Bool, &run.Wait)
	}
	d.retry()
	d.result["run"] = expression.String
	other := d.l.playbookRef(d.b, "playbook")
	if other == nil {
		d.result["outcome"] = expression.String
		return
	}
	run.Playbook = other.Name
	other.called = true
	d.l.starts(d.playbook.Name, other.Name, d.b.at("playbook"))
	if run.Wait {
		d.result["outcome"] = expression.Type{Kind: expression.KindString, Values: other.outcomes}
	}
	if _, known := d.at.names["contact"]; other.PerContact && !known {
		d.l.Errorf(diag.CodePerContact, d.b.at("playbook"), "Playbook that needs a contact", "%q is for contacts (per = \"contact\"), and no contact is known here. Run it in an `each` over contacts.", other.Name)
	}
	d.with(run, other)
}

// with decodes the arguments by the other playbook's params.
func (d *stepDecoder) with(run *RunPlaybookStep, other *Playbook) {
	given := map[string]any{}
	if a := d.b.Body.Attributes["with"]; a != nil {
		value, ok := d.l.literalValue("with", a.Expr)
		if !ok {
			return
		}
		if given, ok = value.(map[string]any); !ok {
			d.l.Errorf(diag.CodeWrongType, d.b.at("with"), "Wrong type", "\"with\" takes the arguments with their names, such as { reason = \"price\" }.")
			return
		}
	}
	params := map[string]*Param{}
	for _, p := range other.Params {
		params[p.Name] = p
		value, ok := given[p.Name]
		if !ok {
			if p.Required {
				d.l.Errorf(diag.CodeMissingArg, d.b.head(), "Missing argument", "The playbook %q needs %q: its param at %s has no default.", other.Name, p.Name, p.Range)
			}
			continue
		}
		d.give(run, p, value)
	}
	for _, name := range names(given) {
		if params[name] == nil {
			d.l.Errorf(diag.CodeUnknownArg, d.b.at("with"), "Unknown argument", "The playbook %q has no param %q. %s", other.Name, name, diag.Suggest(name, names(params)))
		}
	}
}

// paramKinds is as which kind of argument a param's value is decoded.
var paramKinds = map[expression.Kind]actions.Kind{
	expression.KindString: actions.KindString, expression.KindNumber: actions.KindNumber, expression.KindBool: actions.KindBool,
	expression.KindDate: actions.KindString, expression.KindTime: actions.KindString, expression.KindMember: actions.KindMember,
}

func (d *stepDecoder) give(run *RunPlaybookStep, p *Param, value any) {
	kind, ok := paramKinds[p.Type.Kind]
	if !ok {
		kind = actions.KindAny
	}
	if run.With == nil {
		run.With, run.Kinds = map[string]any{}, map[string]string{}
	}
	a := &argument{planner: d.planner, field: actions.Field{Name: p.Name, Kind: kind}, scope: d.at, where: d.b.at("with")}
	if t, isText := value.(*text); isText {
		a.where = t.Whole
		d.checkGiven(p, t)
	}
	run.With[p.Name], run.Kinds[p.Name] = a.decode(value), string(kind)
}

// checkGiven reports a plain string that the param can't be.
func (d *stepDecoder) checkGiven(p *Param, t *text) {
	if len(p.Type.Values) == 0 || dynamic(t.value) {
		return
	}
	for _, allowed := range p.Type.Values {
		if t.value == allowed {
			return
		}
	}
	d.l.Errorf(diag.CodeArg, t.Whole, "Argument that isn't allowed", "%q isn't among the values of %q, which is declared at %s. %s", t.value, p.Name, p.Range, diag.Suggest(t.value, p.Type.Values))
}
