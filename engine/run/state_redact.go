package run

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
)

// Forget takes back what is still to be done for a contact, and removes what was: the run goes on without.
func (c *Core) Forget(s *State, contact string, env Env) ([]Line, error) {
	t := c.newTransition(s, env)
	to := func(call Call) bool { return call.Recipient == contact }
	for _, name := range c.inOrder(s) {
		st := s.Steps[name]
		if !slices.ContainsFunc(st.Calls, to) {
			continue
		}
		st.Calls = slices.DeleteFunc(st.Calls, to)
		switch {
		case t.ended() || st.Phase != Acting:
		case len(st.Calls) == 0:
			st.Phase = Done
			s.Revision++
			t.line(name, "nobody", fmt.Sprintf("Step %q has nobody left to go to.", name), nil)
		default:
			t.settle(c.steps[name], st)
		}
	}
	t.proceed()
	return t.finish()
}

// Live says whether a call is still to be done.
func (c *Core) Live(s *State, path, key string) bool {
	call := s.call(path, key)
	return call != nil && call.live()
}

// Has says whether a call is known: not when its contact was forgotten.
func (c *Core) Has(s *State, path, key string) bool { return s.call(path, key) != nil }

func (s *State) call(path, key string) *Call {
	st := s.Steps[path]
	if st == nil {
		return nil
	}
	i := slices.IndexFunc(st.Calls, func(call Call) bool { return call.Key == key })
	if i < 0 {
		return nil
	}
	return &st.Calls[i]
}

// KeysOf is the idempotency keys of calls that go to a contact, and of those that are over whose arguments satisfy a
// condition. Live is those of such calls that are still to be done: they go to somebody else.
func (s *State) KeysOf(contact string, args func(json.RawMessage) bool) (keys, live []string) {
	for _, st := range s.Steps {
		for _, call := range st.Calls {
			switch mentioned := args(call.Args); {
			case call.Recipient == contact, mentioned && !call.live():
				keys = append(keys, call.Key)
			case mentioned:
				live = append(live, call.Key)
			}
		}
	}
	return keys, live
}

// Redact has all that a run remembers redacted, and removes the calls that went to a contact: a value comes back as it
// may stay. What the playbook's author wrote stays.
func (c *Core) Redact(s *State, contact string, value func(any) any) error {
	if s.Contact == contact {
		s.Contact = ""
	}
	redactAll(s.Trigger, value)
	s.Detail, _ = value(s.Detail).(string)
	for name, st := range s.Steps {
		redactAll(st.Result, value)
		st.Calls = slices.DeleteFunc(st.Calls, func(call Call) bool { return call.Recipient == contact })
		for i := range st.Calls {
			call := &st.Calls[i]
			call.Error, _ = value(call.Error).(string)
			raw, err := c.redactArgs(c.steps[name], call.Args, value)
			if err != nil {
				return fmt.Errorf("step %q: %w", name, err)
			}
			call.Args = raw
		}
	}
	return nil
}

func redactAll(fields map[string]any, value func(any) any) {
	for name, v := range fields {
		fields[name] = value(v)
	}
}

// redactArgs redacts a call's arguments, but for members and what was filled in by nobody.
func (c *Core) redactArgs(step *dsl.Step, raw json.RawMessage, value func(any) any) (json.RawMessage, error) {
	var args map[string]any
	if err := json.Unmarshal(raw, &args); err != nil {
		return nil, err
	}
	for name, arg := range args {
		var written any
		kind := actions.KindString
		if step != nil && step.Action != nil {
			written, kind = step.Action.Args[name], actions.Kind(step.Action.ArgKinds[name])
		}
		if kind != actions.KindMember && kind != actions.KindDue {
			args[name] = filled(arg, written, value)
		}
	}
	return json.Marshal(args)
}

// filled has what isn't as it was written redacted.
func filled(arg, written any, value func(any) any) any {
	switch source := written.(type) {
	case string:
		if arg == source {
			return arg
		}
	case []any:
		if list, ok := arg.([]any); ok && len(list) == len(source) {
			for i := range list {
				list[i] = filled(list[i], source[i], value)
			}
			return list
		}
	case map[string]any:
		if object, ok := arg.(map[string]any); ok {
			for name := range object {
				object[name] = filled(object[name], source[name], value)
			}
			return object
		}
	}
	return value(arg)
}
