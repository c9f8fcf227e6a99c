package actions

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Known is what a rule is told besides the arguments.
type Known struct {
	// Hours is the business calendar; nil where there is none.
	Hours Hours
	// Given is the arguments that have a value, and Later those that only a call brings, which are zero
	// until then. All others are left out.
	Given, Later map[string]bool
}

// Rule says what the types of the arguments can't. It is asked at each call, and when a playbook is loaded
// about the arguments that are known by then: the others are Later, and it has to let them pass.
func Rule[Args any](rule func(Args, Known) error) Option {
	return func(d *Definition) {
		d.rule = func(args any, known Known) error {
			typed, ok := args.(Args)
			if !ok {
				return fmt.Errorf("the rule is for %T, and the arguments are %T", typed, args)
			}
			return rule(typed, known)
		}
	}
}

// follow asks the rule, if there is one, about arguments that were decoded from what was given.
func (d Definition) follow(args any, given map[string]json.RawMessage, known Known) error {
	if d.rule == nil {
		return nil
	}
	known.Given = map[string]bool{}
	for name, value := range given {
		known.Given[name] = !blank(value)
	}
	return d.rule(args, known)
}

// CheckKnown finds what Do would refuse for good among the arguments that are known before there is a call, and
// the argument to change: one that is wrong by itself, else the last of those that are wrong together. The name is
// empty when no change of one of them helps. A due date is known by its length of time.
func (d Definition) CheckKnown(args map[string]json.RawMessage, known Known) (name string, err error) {
	if d.checkKnown == nil {
		return "", nil
	}
	if name, err = d.checkKnown(args, known); err == nil || name != "" {
		return name, err
	}
	for _, f := range slices.Backward(d.Args.Fields) {
		value, given := args[f.Name]
		if !given || !d.dependsOn(f.Name, args, known, err) {
			continue
		}
		if _, alone := d.checkKnown(map[string]json.RawMessage{f.Name: value}, d.but(f.Name, known)); alone != nil {
			return f.Name, err
		}
		name = cmp.Or(name, f.Name)
	}
	return name, err
}

// dependsOn reports whether the arguments would be refused in this way no more if one of them weren't known yet.
func (d Definition) dependsOn(name string, args map[string]json.RawMessage, known Known, refused error) bool {
	others, later := maps.Clone(args), map[string]bool{name: true}
	delete(others, name)
	maps.Copy(later, known.Later)
	known.Later = later
	_, err := d.checkKnown(others, known)
	return err == nil || err.Error() != refused.Error()
}

// but returns what is known when of the arguments only one is.
func (d Definition) but(name string, known Known) Known {
	known.Later = map[string]bool{}
	for _, f := range d.Args.Fields {
		known.Later[f.Name] = f.Name != name
	}
	return known
}

// decodeKnown fills a struct from some of the arguments.
func (l layout) decodeKnown(kind string, given map[string]json.RawMessage, into reflect.Value) (name string, err error) {
	for _, f := range l {
		value, known := given[f.Name]
		switch {
		case !known:
		case f.Required && (blank(value) || f.showsNothing(value)):
			return f.Name, lacking(kind, f.Name)
		case f.Kind == KindDue && !blank(value):
			due, err := knownDue(value)
			if err != nil {
				return f.Name, wrong(kind, f.Name, err)
			}
			into.Field(f.index).Set(reflect.ValueOf(due))
		case !blank(value):
			if err := f.decode(value, into.Field(f.index)); err != nil {
				return f.Name, wrong(kind, f.Name, err)
			}
		}
	}
	return "", nil
}

// BusinessHours begins a duration of business hours where CheckKnown is given one: "business 2h".
const BusinessHours = "business "

// knownDue reads a duration that is written in a playbook.
func knownDue(value json.RawMessage) (Due, error) {
	text := ""
	if err := json.Unmarshal(value, &text); err != nil {
		return Due{}, err
	}
	text, business := strings.CutPrefix(text, BusinessHours)
	in, err := ParseDuration(text)
	return Due{In: &in, Business: business}, err
}

func lacking(kind, name string) error {
	return fmt.Errorf("action %q needs the argument %q, which is missing or empty", kind, name)
}

func wrong(kind, name string, err error) error {
	return fmt.Errorf("argument %q of action %q: %w", name, kind, err)
}
