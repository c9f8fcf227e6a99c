package actions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"time"
)

// DefaultTimeout is the wall time that one attempt may take unless Timeout says otherwise.
const DefaultTimeout = time.Minute

// Option adds to a definition what its types can't say.
type Option func(*Definition)

// Recipients makes the step fan out over the argument: one call for each contact. The argument's Go
// type is Contact.
func Recipients(arg string) Option {
	return func(d *Definition) { d.Recipients = arg }
}

// SentFrom names the argument of kind KindMember from which the action's messages come.
func SentFrom(arg string) Option {
	return func(d *Definition) { d.Sender = arg }
}

// AnsweredBy names the built-in event that the step's `wait` waits for, and the boolean of the step's
// results that it sets.
func AnsweredBy(event, as string) Option {
	return func(d *Definition) { d.Answer = &Answer{Event: event, As: as} }
}

// Emits names the built-in event that a call which went well stands for.
func Emits(event string) Option {
	return func(d *Definition) { d.Emits = event }
}

// Idempotent says that the receiver tells a repeated effect by the call's key.
func Idempotent() Option {
	return func(d *Definition) { d.Idempotent = true }
}

// Timeout is the wall time that one attempt may take.
func Timeout(limit time.Duration) Option {
	return func(d *Definition) { d.Timeout = limit }
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	eventType  = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`)
)

// reservedArguments are the attributes of every action step, which an argument would hide.
var reservedArguments = map[string]bool{
	"when": true, "wait": true, "description": true, "on_error": true, "retry": true, "tags": true,
}

// reservedResults are what every step has among its results already.
var reservedResults = map[string]bool{"reached": true, "matched": true, "timed_out": true}

// Define describes an action: its kind, a sentence or two for the reference, and the function that
// does it. The fields of the structs Args and Result are the arguments and the results; their tags say
// what Go's types can't:
//
//	Title string `tend:"title,required" doc:"What is to be done." example:"\"Call them\""`
//	Body  string `tend:"body,text" doc:"The details."`
//
// The tag `tend` is the name, then "required" and a Kind if another than the Go type's own is meant;
// every field needs a doc. A text of kind KindText comes with what the playbook filled into it: a string has
// the values in it as they are, to be shown and not to be parsed; an action that makes markup of the text
// takes Markdown, which keeps them apart. The function is called with arguments that were checked against all that.
// A description that can't be used is an error that says what to change.
func Define[Args, Result any](kind, doc string, do func(context.Context, Call, Args) (Result, error), opts ...Option) (Definition, error) {
	d, args, results, err := describe[Args, Result](kind, doc, opts)
	if err != nil {
		return Definition{}, err
	}
	if do == nil {
		return Definition{}, fmt.Errorf("action %q: the function is missing", kind)
	}
	read := func(raw json.RawMessage, hours Hours) (typed Args, err error) {
		given, err := args.decode(kind, raw, reflect.ValueOf(&typed).Elem())
		if err == nil {
			err = d.checkMembers(given)
		}
		if err == nil {
			err = d.follow(typed, given, Known{Hours: hours})
		}
		return typed, Permanent(err)
	}
	d.checkArgs = func(raw json.RawMessage) error {
		_, err := read(raw, nil)
		return err
	}
	d.checkKnown = func(given map[string]json.RawMessage, known Known) (string, error) {
		var typed Args
		name, err := args.decodeKnown(kind, given, reflect.ValueOf(&typed).Elem())
		if err == nil {
			err = d.follow(typed, given, known)
		}
		return name, err
	}
	d.do = func(ctx context.Context, call Call, raw json.RawMessage) (json.RawMessage, error) {
		typed, err := read(raw, call.Hours)
		if err != nil {
			return nil, err
		}
		result, err := do(ctx, call, typed)
		if err != nil {
			return nil, err
		}
		return results.encode(reflect.ValueOf(result))
	}
	return d, nil
}

// Announce describes an action like Define, before there is a function that does it: playbooks that use it
// can be checked, and are refused where they would run.
func Announce[Args, Result any](kind, doc string, opts ...Option) (Definition, error) {
	d, _, _, err := describe[Args, Result](kind, doc, opts)
	d.Announced = true
	return d, err
}

// describe makes the description of an action, and checks it.
func describe[Args, Result any](kind, doc string, opts []Option) (d Definition, args, results layout, err error) {
	if args, err = layoutOf(reflect.TypeFor[Args]()); err != nil {
		return Definition{}, nil, nil, fmt.Errorf("action %q: arguments: %w", kind, err)
	}
	if results, err = layoutOf(reflect.TypeFor[Result]()); err != nil {
		return Definition{}, nil, nil, fmt.Errorf("action %q: results: %w", kind, err)
	}
	d = Definition{Kind: kind, Doc: doc, Args: args.schema(), Result: results.schema(), Timeout: DefaultTimeout}
	for _, opt := range opts {
		opt(&d)
	}
	if err := d.check(args); err != nil {
		return Definition{}, nil, nil, fmt.Errorf("action %q: %w", kind, err)
	}
	return d, args, results, nil
}

// check finds what would not work in a playbook.
func (d Definition) check(args layout) error {
	switch {
	case !identifier.MatchString(d.Kind):
		return errors.New("a kind is lower-case letters, digits and underscores, and begins with a letter")
	case d.Doc == "":
		return errors.New("the sentence for the reference is missing")
	case d.Timeout <= 0:
		return errors.New("the timeout must be longer than zero")
	case d.Emits != "" && !eventType.MatchString(d.Emits):
		return fmt.Errorf("the event %q that it emits isn't of the form \"email.sent\"", d.Emits)
	}
	for _, f := range d.Args.Fields {
		if reservedArguments[f.Name] {
			return fmt.Errorf("the argument %q would hide an attribute that every step has", f.Name)
		}
	}
	for _, f := range d.Result.Fields {
		if reservedResults[f.Name] {
			return fmt.Errorf("the result %q would hide one that every step has", f.Name)
		}
	}
	if f, ok := d.Args.Field(d.Sender); d.Sender != "" && (!ok || f.Kind != KindMember) {
		return fmt.Errorf("SentFrom names the argument %q, which isn't one of kind %q", d.Sender, KindMember)
	}
	if err := d.checkAnswer(); err != nil {
		return err
	}
	return d.checkRecipients(args)
}

func (d Definition) checkAnswer() error {
	if d.Answer == nil {
		return nil
	}
	if !eventType.MatchString(d.Answer.Event) {
		return fmt.Errorf("the answer's event %q isn't of the form \"task.completed\"", d.Answer.Event)
	}
	if !identifier.MatchString(d.Answer.As) {
		return fmt.Errorf("the answer's name %q isn't lower-case letters, digits and underscores", d.Answer.As)
	}
	if _, taken := d.Result.Field(d.Answer.As); taken || reservedResults[d.Answer.As] {
		return fmt.Errorf("the answer's name %q is a result's already", d.Answer.As)
	}
	return nil
}

// checkRecipients makes sure that a fanned-out argument takes one contact and every other takes many.
func (d Definition) checkRecipients(args layout) error {
	if _, ok := d.Args.Field(d.Recipients); d.Recipients != "" && !ok {
		return fmt.Errorf("Recipients names the argument %q, which there isn't", d.Recipients)
	}
	for _, f := range args {
		one := f.goType == reflect.TypeFor[Contact]()
		if f.Name == d.Recipients && !one {
			return fmt.Errorf("the argument %q is fanned out, so its Go type must be Contact", f.Name)
		}
		if f.Name != d.Recipients && one {
			return fmt.Errorf("the argument %q isn't fanned out, so its Go type must be []Contact", f.Name)
		}
	}
	return nil
}
