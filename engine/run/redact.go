package run

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Forget takes back what is still to be done for a contact, and removes what was: the run goes on without.
func (c *Core) Forget(s *State, contact string, env Env) ([]Line, error) {
	t := c.turn(s, env)
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

// KeysOf is the idempotency keys of calls whose arguments satisfy a condition, or that go to a contact.
func (s *State) KeysOf(contact string, args func(json.RawMessage) bool) []string {
	var keys []string
	for _, st := range s.Steps {
		for _, call := range st.Calls {
			if call.Recipient == contact || args(call.Args) {
				keys = append(keys, call.Key)
			}
		}
	}
	return keys
}

// Redact has all that the run remembers redacted, and removes the calls that went to a contact: a value comes back as
// it may stay.
func (s *State) Redact(contact string, value func(any) any) error {
	if s.Contact == contact {
		s.Contact = ""
	}
	s.Trigger, _ = value(s.Trigger).(map[string]any)
	s.Detail, _ = value(s.Detail).(string)
	for _, st := range s.Steps {
		if st.Result != nil {
			st.Result, _ = value(st.Result).(map[string]any)
		}
		st.Calls = slices.DeleteFunc(st.Calls, func(call Call) bool { return call.Recipient == contact })
		for i := range st.Calls {
			call := &st.Calls[i]
			call.Error, _ = value(call.Error).(string)
			var args any
			if err := json.Unmarshal(call.Args, &args); err != nil {
				return err
			}
			raw, err := json.Marshal(value(args))
			if err != nil {
				return err
			}
			call.Args = raw
		}
	}
	return nil
}
