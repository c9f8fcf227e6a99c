package actions

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Rule says what the types of the arguments can't. It is asked at each call, and when a playbook is loaded
// about the arguments that are known by then: the others are zero, and it has to let that pass.
func Rule[Args any](rule func(Args) error) Option {
	return func(d *Definition) {
		d.rule = func(args any) error {
			typed, ok := args.(Args)
			if !ok {
				return fmt.Errorf("the rule is for %T, and the arguments are %T", typed, args)
			}
			return rule(typed)
		}
	}
}

// follow asks the rule, if there is one.
func (d Definition) follow(args any) error {
	if d.rule == nil {
		return nil
	}
	return d.rule(args)
}

// CheckKnown finds what Do would refuse for good among the arguments that are known before there is a call:
// the first of them that is wrong, or an empty name when they are wrong together only.
func (d Definition) CheckKnown(args map[string]json.RawMessage) (name string, err error) {
	if d.checkKnown == nil {
		return "", nil
	}
	if name, err = d.checkKnown(args); err == nil || name != "" {
		return name, err
	}
	for _, f := range d.Args.Fields {
		if value, known := args[f.Name]; known {
			if _, alone := d.checkKnown(map[string]json.RawMessage{f.Name: value}); alone != nil {
				return f.Name, alone
			}
		}
	}
	return "", err
}

// decodeKnown fills a struct from some of the arguments.
func (l layout) decodeKnown(kind string, given map[string]json.RawMessage, into reflect.Value) (name string, err error) {
	for _, f := range l {
		value, known := given[f.Name]
		switch {
		case !known:
		case f.Required && (blank(value) || f.showsNothing(value)):
			return f.Name, lacking(kind, f.Name)
		case !blank(value):
			if err := f.decode(value, into.Field(f.index)); err != nil {
				return f.Name, wrong(kind, f.Name, err)
			}
		}
	}
	return "", nil
}

func lacking(kind, name string) error {
	return fmt.Errorf("action %q needs the argument %q, which is missing or empty", kind, name)
}

func wrong(kind, name string, err error) error {
	return fmt.Errorf("argument %q of action %q: %w", name, kind, err)
}
