package dsl

import (
	"slices"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// sender makes sure that somebody sends a message: who is named, a team's lead, the playbook's owner, or the
// engine. Where nobody does, each of the step's messages would fail for good, or each for whose customer the
// one who is named is missing: an error where the playbook is about to run.
func (a *arguments) sender() {
	name := a.def.Sender
	if name == "" || a.plan.Lead != "" {
		return
	}
	if owner := a.playbook.Owner; owner != "" {
		a.step.Fallback = map[string]string{name: owner}
		return
	}
	field, _ := a.def.Args.Field(name)
	named := a.b.has(name)
	// A required argument that isn't there is refused already, and nobody of the engine takes its place.
	if named && a.certain(name) || field.Required && !named || !field.Required && a.l.opts.Sender {
		return
	}
	a.fromNobody(field, named)
}

func (a *arguments) fromNobody(field actions.Field, named bool) {
	report := a.l.Warnf
	if a.l.opts.Run && a.playbook.Mode != Draft {
		report = a.l.Errorf
	}
	at, why, how := a.b.head(), "Nothing says who sends it.", "Name somebody with \""+field.Name+"\", give"
	if named {
		at, why, how = a.b.at(field.Name), "What names the sender may be missing, and then nothing says who sends it.", "Write whom to take then, such as x ?? 'cs@example.com', give"
	}
	engine := ", or give the engine a sender: tend dev --mail-from, or TEND_MAIL_FROM"
	if field.Required {
		engine = ""
	}
	report(diag.CodeNoSender, at, "Message from nobody", "%s %s the playbook an \"owner\" or the workspace a \"team\"%s.", why, how, engine)
}

// certain reports whether an argument always names somebody, as far as is known before there is a run. What
// was refused already counts as if it did.
func (a *arguments) certain(name string) bool {
	source, ok := a.step.Args[name].(string)
	if !ok {
		return true
	}
	template, err := expression.RestoreTemplate(source)
	return err != nil || template.Certain(a.given())
}

// given is which values are there whenever the step is reached: those of variables and locals, params, and
// what the step's own condition asks about.
func (a *arguments) given() func(path []string) bool {
	var asked []expression.Use
	if condition, _ := expression.Compile(a.stepDecoder.step.When, a.at.names, expression.Bool); condition != nil {
		asked = condition.Uses()
	}
	known := map[string]any{"var": a.l.ws.Vars, "local": a.l.ws.Locals, "param": a.plan.Params}
	return func(path []string) bool {
		return shows(valueAt(known, path)) || a.required(path) ||
			slices.ContainsFunc(asked, func(u expression.Use) bool { return !u.Negated && slices.Equal(u.Path, path) })
	}
}

// required reports whether a value is that of a param that every run is given.
func (a *arguments) required(path []string) bool {
	return len(path) == 2 && path[0] == "param" && slices.ContainsFunc(a.playbook.Params, func(p *Param) bool {
		return p.Name == path[1] && p.Required
	})
}

// valueAt is what a chain of names leads to among JSON values; nil when it leads nowhere.
func valueAt(value any, path []string) any {
	for _, name := range path {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	return value
}

// shows reports whether a value is a text in which there is something to be seen.
func shows(value any) bool {
	text, ok := value.(string)
	return ok && !actions.Blank(text)
}
