package actionstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
)

// Subject is an action in a world of its own, for one test.
type Subject struct {
	Definition actions.Definition
	// Args is arguments of a call that succeeds, with every argument that the action takes given.
	Args map[string]any
	// Effects is what happened in the world so far, each as bytes that tell two effects apart.
	Effects func() [][]byte
}

// Trouble is a world in which the action fails.
type Trouble struct {
	Name    string
	Subject func(t *testing.T) Subject
	// Permanent and Unsure are how the error must be classed. Neither: it passes.
	Permanent, Unsure bool
	// Says is words of the sentence that the timeline shows.
	Says string
}

// Conform checks what every action owes to the engine. make gives a fresh world for each check.
func Conform(t *testing.T, make func(t *testing.T) Subject, troubles ...Trouble) {
	t.Helper()
	checks := []struct {
		name  string
		check func(*testing.T, Subject)
	}{
		{"is documented", documented},
		{"acts once and answers by its schema", acts},
		{"has the same effect for the same key", sameKey},
		{"has another effect for another key", otherKey},
		{"acts on nothing in a dry run", dryRun},
		{"refuses unknown arguments", refusesUnknown},
		{"refuses missing arguments", refusesMissing},
		{"refuses arguments of the wrong type", refusesWrongType},
		{"refuses what is not an object", refusesGarbage},
		{"does nothing when the attempt is over", respectsContext},
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.check(t, make(t))
		})
	}
	for _, trouble := range troubles {
		t.Run("classes its errors: "+trouble.Name, func(t *testing.T) {
			t.Parallel()
			classed(t, trouble)
		})
	}
}

func documented(t *testing.T, s Subject) {
	d := s.Definition
	require.NotEmpty(t, d.Doc, "the action needs a sentence")
	require.Positive(t, d.Timeout)
	for _, f := range append(append([]actions.Field{}, d.Args.Fields...), d.Result.Fields...) {
		require.NotEmptyf(t, f.Doc, "%s needs a sentence", f.Name)
		require.Truef(t, f.Doc[len(f.Doc)-1] == '.', "the sentence of %s ends with a full stop", f.Name)
	}
	for _, f := range d.Args.Fields {
		require.NotEmptyf(t, f.Example, "the argument %s needs an example", f.Name)
		require.Containsf(t, s.Args, f.Name, "the suite needs a value of every argument")
	}
}

func acts(t *testing.T, s Subject) {
	result, err := s.attempt(t.Context(), Call("key-1"), s.Args)
	require.NoError(t, err)
	require.Len(t, s.Effects(), 1, "one call is one effect")
	checkResult(t, s.Definition, result)
}

func sameKey(t *testing.T, s Subject) {
	first, err := s.attempt(t.Context(), Call("key-1"), s.Args)
	require.NoError(t, err)
	again := Call("key-1")
	again.Attempt = 2
	again.Deadline = time.Now().Add(time.Minute)
	second, err := s.attempt(t.Context(), again, s.Args)
	require.NoError(t, err)
	require.JSONEq(t, string(first), string(second), "both attempts answer alike")
	effects := s.Effects()
	if s.Definition.Idempotent {
		require.Len(t, effects, 1, "the receiver tells a repeated effect by its key, as the definition says")
	}
	for _, effect := range effects {
		require.Truef(t, bytes.Equal(effects[0], effect), "every attempt has the same effect, not\n%s\nand\n%s", effects[0], effect)
	}
}

func otherKey(t *testing.T, s Subject) {
	for i := range 2 {
		_, err := s.attempt(t.Context(), Call(fmt.Sprintf("key-%d", i)), s.Args)
		require.NoError(t, err)
	}
	effects := s.Effects()
	require.Len(t, effects, 2)
	require.False(t, bytes.Equal(effects[0], effects[1]), "the receiver must be able to tell two effects apart")
}

func dryRun(t *testing.T, s Subject) {
	call := Call("key-1")
	call.DryRun = true
	result, err := s.attempt(t.Context(), call, s.Args)
	require.NoError(t, err)
	checkResult(t, s.Definition, result)
	require.Empty(t, s.Effects())
}

func refusesUnknown(t *testing.T, s Subject) {
	s.refuses(t, s.with("no_such_argument", "x"), `"no_such_argument"`)
}

func refusesMissing(t *testing.T, s Subject) {
	for _, f := range s.Definition.Args.Fields {
		if f.Required {
			s.refuses(t, s.with(f.Name, nil), f.Name)
			s.refuses(t, s.with(f.Name, ""), f.Name)
		}
	}
}

func refusesWrongType(t *testing.T, s Subject) {
	for _, f := range s.Definition.Args.Fields {
		if f.Kind != actions.KindAny {
			s.refuses(t, s.with(f.Name, []any{[]any{true}}), f.Name)
		}
	}
}

func refusesGarbage(t *testing.T, s Subject) {
	for _, raw := range []string{"", "null", "[]", `"x"`, "{", `{} {}`} {
		_, err := s.Definition.Do(t.Context(), Call("key-1"), json.RawMessage(raw))
		require.Truef(t, actions.IsPermanent(err), "arguments %q: %v", raw, err)
	}
	require.Empty(t, s.Effects())
}

func respectsContext(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.attempt(ctx, Call("key-1"), s.Args)
	require.ErrorIs(t, err, context.Canceled)
	late := Call("key-1")
	late.Deadline = time.Now().Add(-time.Second)
	_, err = s.attempt(t.Context(), late, s.Args)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.False(t, actions.IsPermanent(err), "another attempt may have more time")
	require.Empty(t, s.Effects())
}

func classed(t *testing.T, trouble Trouble) {
	s := trouble.Subject(t)
	_, err := s.attempt(t.Context(), Call("key-1"), s.Args)
	require.Error(t, err)
	require.Equal(t, trouble.Permanent, actions.IsPermanent(err), "permanent: %v", err)
	require.Equal(t, trouble.Unsure, actions.IsUnsure(err), "unsure: %v", err)
	require.ErrorContains(t, err, trouble.Says)
	require.NotContains(t, err.Error(), "\n", "timelines show one sentence")
}

func (s Subject) attempt(ctx context.Context, call actions.Call, args map[string]any) (json.RawMessage, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return nil, errors.New("the suite's arguments are not JSON")
	}
	return s.Definition.Do(ctx, call, raw)
}

func (s Subject) with(name string, value any) map[string]any {
	args := map[string]any{name: value}
	for k, v := range s.Args {
		if k != name {
			args[k] = v
		}
	}
	return args
}

func (s Subject) refuses(t *testing.T, args map[string]any, says string) {
	t.Helper()
	_, err := s.attempt(t.Context(), Call("key-1"), args)
	require.Errorf(t, err, "arguments %v", args)
	require.Truef(t, actions.IsPermanent(err), "wrong arguments stay wrong: %v", err)
	require.ErrorContains(t, err, says)
	require.Empty(t, s.Effects())
}

// checkResult makes sure that a result is what the schema promises, no more and no less.
func checkResult(t *testing.T, d actions.Definition, raw json.RawMessage) {
	t.Helper()
	var result map[string]any
	require.NoError(t, json.Unmarshal(raw, &result))
	require.Len(t, result, len(d.Result.Fields))
	for _, f := range d.Result.Fields {
		require.Contains(t, result, f.Name)
		switch f.Kind {
		case actions.KindBool:
			require.IsType(t, true, result[f.Name])
		case actions.KindNumber:
			require.IsType(t, 0.0, result[f.Name])
		case actions.KindTime:
			_, err := time.Parse(actions.TimeFormat, result[f.Name].(string))
			require.NoError(t, err)
		}
	}
}
