package actions

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const greeting = `{
	"to": {"id": "c1", "email": "k@acme.example"}, "cc": [{"id": "c2"}], "words": "hello", "by": "hana@example.com",
	"plain": "p", "template": "t", "times": 2, "volume": 0.5, "loud": true, "after": "30m",
	"until": "2026-07-01T09:00:00Z", "tags_": ["a"], "ask": {"why": []}, "at": "2026-07-01T09:00:00Z", "extra": {"any": 1}
}`

func TestDoDecodesEveryKind(t *testing.T) {
	t.Parallel()
	var got greetArgs
	d, err := Define("greet", "Says something.", func(_ context.Context, _ Call, args greetArgs) (greetResult, error) {
		got = args
		return greetResult{}, nil
	}, Recipients("to"))
	require.NoError(t, err)
	_, err = d.Do(t.Context(), Call{}, json.RawMessage(greeting))
	require.NoError(t, err)
	at := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	require.Equal(t, greetArgs{
		To: Contact{ID: "c1", Email: "k@acme.example"}, Cc: []Contact{{ID: "c2"}}, Words: "hello", By: "hana@example.com",
		Plain: "p", Template: "t", Times: 2, Volume: 0.5, Loud: true, After: Duration(30 * time.Minute),
		Until: Due{Time: at}, Tags: []string{"a"}, Ask: Answers{"why": {}}, At: at, Extra: json.RawMessage(`{"any": 1}`),
	}, got)
}

func TestDoEncodesTheResult(t *testing.T) {
	t.Parallel()
	d := define(t)
	now := time.Date(2026, 7, 1, 18, 0, 0, 123456789, time.FixedZone("JST", 9*60*60))
	raw, err := d.Do(t.Context(), Call{Now: now}, json.RawMessage(`{"to": {"id": "c1"}, "words": "<b> \" 日本"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"said": true, "at": "2026-07-01T09:00:00.123Z", "echo": "<b> \" 日本", "n": 0}`, string(raw))
	raw, err = d.Do(t.Context(), Call{}, json.RawMessage(`{"to": {"id": "c1"}, "words": "x"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"said": true, "at": null, "echo": "x", "n": 0}`, string(raw), "no instant is null")
}

func TestDoNamesWhatIsWrongWithArguments(t *testing.T) {
	t.Parallel()
	d := define(t)
	for args, says := range map[string]string{
		`nonsense`: `arguments of action "greet" are not a JSON object`,
		`{"to": {"id": "1"}, "words": "x", "wordz": "y"}`:       `takes no argument "wordz"; its arguments are to, cc, words`,
		`{"to": {"id": "1"}, "words": "x", "Words": "y"}`:       `takes no argument "Words"`,
		`{"to": {"id": "1"}}`:                                   `needs the argument "words"`,
		`{"to": {"id": "1"}, "words": ""}`:                      `needs the argument "words", which is missing or empty`,
		`{"to": {}, "words": "x"}`:                              `needs the argument "to"`,
		`{"to": [{"id": "1"}], "words": "x"}`:                   `argument "to" of action "greet": want a contact such as`,
		`{"to": {"id": "1"}, "words": "x", "cc": {"id": "2"}}`:  `want a list of contacts`,
		`{"to": {"id": "1"}, "words": 7}`:                       `argument "words" of action "greet": want a string`,
		`{"to": {"id": "1"}, "words": "x", "times": 1.5}`:       `want a whole number`,
		`{"to": {"id": "1"}, "words": "x", "volume": "loud"}`:   `want a number`,
		`{"to": {"id": "1"}, "words": "x", "loud": "yes"}`:      `want true or false`,
		`{"to": {"id": "1"}, "words": "x", "after": "1 month"}`: `argument "after" of action "greet": "1 month" isn't a duration`,
		`{"to": {"id": "1"}, "words": "x", "tags_": "a"}`:       `want a list of strings`,
		`{"to": {"id": "1"}, "words": "x", "ask": []}{}`:        `not a JSON object`,
	} {
		_, err := d.Do(t.Context(), Call{}, json.RawMessage(args))
		require.ErrorContains(t, err, says, args)
		require.True(t, IsPermanent(err), args)
		require.Equal(t, err.Error(), d.Check(json.RawMessage(args)).Error(), "Check says the same")
	}
	require.NoError(t, d.Check(json.RawMessage(greeting)))
}

func TestDoTakesNullsAndBlanksForAbsent(t *testing.T) {
	t.Parallel()
	d := define(t)
	_, err := d.Do(t.Context(), Call{}, json.RawMessage(`{"to": {"id": "1"}, "words": "x", "until": null, "after": "", "ask": {}, "cc": [], "times": null}`))
	require.NoError(t, err, "templates render missing values to nothing")
}

func TestDoSurvivesAnyJSON(t *testing.T) {
	t.Parallel()
	d := define(t)
	value := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.Float64(), func(f float64) any { return math.Round(f) }), rapid.Map(rapid.Bool(), func(b bool) any { return []any{b} }))
	rapid.Check(t, func(rt *rapid.T) {
		args := map[string]any{}
		for _, f := range d.Args.Fields {
			args[f.Name] = value.Draw(rt, f.Name)
		}
		raw, err := json.Marshal(args)
		require.NoError(rt, err)
		if _, err := d.Do(t.Context(), Call{}, raw); err != nil {
			require.True(rt, IsPermanent(err))
		}
	})
}

func TestDoEndsWithTheEarliestLimit(t *testing.T) {
	t.Parallel()
	var deadline time.Time
	waits := func(ctx context.Context, _ Call, _ struct{}) (struct{}, error) {
		deadline, _ = ctx.Deadline()
		return struct{}{}, nil
	}
	d, err := Define("x", "Does x.", waits, Timeout(time.Hour))
	require.NoError(t, err)
	soon := time.Now().Add(10 * time.Minute)
	_, err = d.Do(t.Context(), Call{Deadline: soon}, json.RawMessage(`{}`))
	require.NoError(t, err)
	require.True(t, deadline.Equal(soon), "the call's deadline is before the timeout")
	_, err = d.Do(t.Context(), Call{Deadline: soon.Add(24 * time.Hour)}, json.RawMessage(`{}`))
	require.NoError(t, err)
	require.True(t, deadline.Before(soon.Add(24*time.Hour)), "the timeout is before the call's deadline")
}

func TestDoPassesTheActionsErrorOn(t *testing.T) {
	t.Parallel()
	lost := Unsure(errors.New("the answer got lost"))
	d, err := Define("x", "Does x.", func(context.Context, Call, struct{}) (struct{}, error) { return struct{}{}, lost })
	require.NoError(t, err)
	_, err = d.Do(t.Context(), Call{}, json.RawMessage(`{}`))
	require.Equal(t, lost, err)
}

func TestResultThatCannotBeWrittenIsPermanent(t *testing.T) {
	t.Parallel()
	type result struct {
		X float64 `tend:"x" doc:"X."`
	}
	d, err := Define("x", "Does x.", func(context.Context, Call, struct{}) (result, error) { return result{math.NaN()}, nil })
	require.NoError(t, err)
	_, err = d.Do(t.Context(), Call{}, json.RawMessage(`{}`))
	require.ErrorContains(t, err, "the action was done")
	require.True(t, IsPermanent(err), "another attempt would do it twice")
}

func TestReplaceKeepsTheDescription(t *testing.T) {
	t.Parallel()
	d := define(t)
	other := d.Replace(func(_ context.Context, _ Call, args json.RawMessage) (json.RawMessage, error) { return args, nil })
	got, err := other.Do(t.Context(), Call{}, json.RawMessage(`{"as": "given"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"as": "given"}`, string(got))
	require.Equal(t, d.Args, other.Args)
	require.ErrorContains(t, other.Check(json.RawMessage(`{"as": "given"}`)), `no argument "as"`)
}

func TestZeroDefinitionFailsPlainly(t *testing.T) {
	t.Parallel()
	_, err := Definition{}.Do(t.Context(), Call{}, nil)
	require.True(t, IsPermanent(err))
	require.True(t, IsPermanent(Definition{}.Check(nil)))
}
