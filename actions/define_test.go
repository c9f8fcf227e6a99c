package actions

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// greetArgs has a field of every Go type that an argument can have.
type greetArgs struct {
	To       Contact         `tend:"to,required" doc:"Whom." example:"\"{{ contact }}\""`
	Cc       []Contact       `tend:"cc" doc:"Who else."`
	Words    string          `tend:"words,text,required" doc:"What is said."`
	Notes    Markdown        `tend:"notes" doc:"What is noted."`
	By       string          `tend:"by,member" doc:"Who says it."`
	Plain    string          `tend:"plain" doc:"Any string."`
	Template string          `tend:"template,template" doc:"A template."`
	Times    int             `tend:"times" doc:"How often."`
	Volume   float64         `tend:"volume" doc:"How loud."`
	Loud     bool            `tend:"loud" doc:"Whether loudly."`
	After    Duration        `tend:"after" doc:"When."`
	Until    Due             `tend:"until" doc:"Until when."`
	Tags     []string        `tend:"tags_" doc:"Tags."`
	Ask      Answers         `tend:"ask" doc:"Questions."`
	At       time.Time       `tend:"at" doc:"An instant."`
	Extra    json.RawMessage `tend:"extra" doc:"Anything."`
}

type greetResult struct {
	Said bool      `tend:"said" doc:"Whether it was said."`
	At   time.Time `tend:"at" doc:"When."`
	Echo string    `tend:"echo" doc:"What came back."`
	N    int       `tend:"n" doc:"How many."`
}

func greet(_ context.Context, call Call, args greetArgs) (greetResult, error) {
	return greetResult{Said: true, At: call.Now, Echo: args.Words, N: args.Times}, nil
}

func define(t *testing.T, opts ...Option) Definition {
	t.Helper()
	d, err := Define("greet", "Says something.", greet, append([]Option{Recipients("to")}, opts...)...)
	require.NoError(t, err)
	return d
}

func TestDefineReadsTheSchemaOffTheTypes(t *testing.T) {
	t.Parallel()
	d := define(t, AnsweredBy("greet.answered", "answered"), Timeout(3*time.Second), Emits("greet.said"), Idempotent())
	kinds := map[string]Kind{}
	for _, f := range d.Args.Fields {
		kinds[f.Name] = f.Kind
	}
	require.Empty(t, cmp.Diff(map[string]Kind{
		"to": KindContacts, "cc": KindContacts, "words": KindText, "notes": KindText, "by": KindMember, "plain": KindString,
		"template": KindTemplate, "times": KindNumber, "volume": KindNumber, "loud": KindBool, "after": KindDuration,
		"until": KindDue, "tags_": KindStrings, "ask": KindAnswers, "at": KindTime, "extra": KindAny,
	}, kinds))
	require.Equal(t, Field{Name: "to", Kind: KindContacts, Required: true, Doc: "Whom.", Example: `"{{ contact }}"`}, d.Args.Fields[0], "in the order of the struct")
	require.Equal(t, "to", d.Recipients)
	require.Equal(t, &Answer{Event: "greet.answered", As: "answered"}, d.Answer)
	require.Equal(t, 3*time.Second, d.Timeout)
	require.Equal(t, "greet.said", d.Emits)
	require.True(t, d.Idempotent)
	require.False(t, define(t).Idempotent, "an effect that is repeated shows, unless the action says otherwise")
	require.Empty(t, define(t).Emits)
	require.Equal(t, DefaultTimeout, define(t).Timeout)
	_, ok := d.Result.Field("echo")
	require.True(t, ok)
	_, ok = d.Result.Field("words")
	require.False(t, ok)
}

// defineOf is what Define says about an Args type.
func defineOf[A any](opts ...Option) error {
	_, err := Define("x", "Does x.", func(context.Context, Call, A) (struct{}, error) { return struct{}{}, nil }, opts...)
	return err
}

func TestDefineRefusesTypesThatCannotBeDescribed(t *testing.T) {
	t.Parallel()
	type embedded struct{}
	for says, err := range map[string]error{
		"is not a struct": defineOf[string](),
		"carry a tag":     defineOf[struct{ A string }](),
		"must be exported": defineOf[struct {
			a string `tend:"a" doc:"A."`
		}](), //nolint:unused // it is the point
		"named": defineOf[struct{ embedded }](),
		"has no kind": defineOf[struct {
			A complex128 `tend:"a" doc:"A."`
		}](),
		`"colour" is neither`: defineOf[struct {
			A string `tend:"a,colour" doc:"A."`
		}](),
		`"text" is neither`: defineOf[struct {
			A bool `tend:"a,text" doc:"A."`
		}](),
		"lower-case letters": defineOf[struct {
			A string `tend:"A" doc:"A."`
		}](),
		"`doc`": defineOf[struct {
			A string `tend:"a"`
		}](),
		"would hide an attribute": defineOf[struct {
			A string `tend:"when" doc:"A."`
		}](),
		"used twice": defineOf[struct {
			A string `tend:"a" doc:"A."`
			B string `tend:"a" doc:"B."`
		}](),
		"must be []Contact": defineOf[struct {
			A Contact `tend:"a" doc:"A."`
		}](),
		"must be Contact": defineOf[struct {
			A []Contact `tend:"a" doc:"A."`
		}](Recipients("a")),
		`"b", which there isn't`: defineOf[struct {
			A Contact `tend:"a" doc:"A."`
		}](Recipients("b")),
		"timeout":                            defineOf[struct{}](Timeout(0)),
		`isn't of the form "email.sent"`:     defineOf[struct{}](Emits("sent")),
		`isn't of the form "task.completed"`: defineOf[struct{}](AnsweredBy("done", "done")),
		"isn't lower-case letters":           defineOf[struct{}](AnsweredBy("a.b", "Is Done")),
		"is a result's already":              defineOf[struct{}](AnsweredBy("a.b", "timed_out")),
	} {
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, `action "x"`)
	}
}

func TestDefineRefusesTheRest(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, Call, struct{}) (struct{}, error) { return struct{}{}, nil }
	_, err := Define("Bad Kind", "Does x.", nothing)
	require.ErrorContains(t, err, "a kind is lower-case")
	_, err = Define("x", "", nothing)
	require.ErrorContains(t, err, "sentence for the reference")
	_, err = Define[struct{}, struct{}]("x", "Does x.", nil)
	require.ErrorContains(t, err, "function is missing")
	type reached struct {
		R bool `tend:"reached" doc:"R."`
	}
	_, err = Define("x", "Does x.", func(context.Context, Call, struct{}) (reached, error) { return reached{}, nil })
	require.ErrorContains(t, err, `result "reached" would hide`)
	_, err = Define("x", "Does x.", func(context.Context, Call, struct{}) (int, error) { return 0, nil })
	require.ErrorContains(t, err, "results: int is not a struct")
	type said struct {
		S bool `tend:"said" doc:"S."`
	}
	_, err = Define("x", "Does x.", func(context.Context, Call, struct{}) (said, error) { return said{}, nil }, AnsweredBy("a.b", "said"))
	require.ErrorContains(t, err, `"said" is a result's already`)
}

func TestAnnouncedActionsAreDescribedAndCannotBeCalled(t *testing.T) {
	t.Parallel()
	type args struct {
		To Contact `tend:"to,required" doc:"Who."`
	}
	d, err := Announce[args, struct{}]("wave", "Waves.", Recipients("to"))
	require.NoError(t, err)
	require.True(t, d.Announced)
	require.Equal(t, "to", d.Args.Fields[0].Name)
	_, err = New(d)
	require.ErrorContains(t, err, `"wave" is only announced`)
	_, err = Announce[args, struct{}]("Wave", "Waves.", Recipients("to"))
	require.ErrorContains(t, err, "lower-case letters")
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	a := define(t)
	b := a
	b.Kind = "bow"
	r, err := New(a, b)
	require.NoError(t, err)
	var kinds []string
	for _, d := range r.Definitions() {
		kinds = append(kinds, d.Kind)
	}
	require.Equal(t, []string{"bow", "greet"}, kinds)
	got, ok := r.Get("greet")
	require.True(t, ok)
	require.Equal(t, "Says something.", got.Doc)
	_, ok = r.Get("wave")
	require.False(t, ok)

	_, err = New(a, b, a)
	require.ErrorContains(t, err, `"greet" is defined twice`)
	_, err = New(Definition{Kind: "home_made"})
	require.ErrorContains(t, err, "not made by actions.Define")
}

func TestErrorClasses(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such mailbox")
	p, u := Permanent(cause), Unsure(cause)
	require.Equal(t, "no such mailbox", p.Error(), "the mark doesn't change the sentence")
	require.Equal(t, "no such mailbox", u.Error())
	for _, err := range []error{p, errors.Join(errors.New("x"), p)} {
		require.True(t, IsPermanent(err))
		require.False(t, IsUnsure(err))
		require.ErrorIs(t, err, cause)
	}
	require.True(t, IsUnsure(u))
	require.False(t, IsPermanent(u))
	require.ErrorIs(t, u, cause)
	require.False(t, IsPermanent(cause) || IsUnsure(cause) || IsPermanent(nil) || IsUnsure(nil))
	require.NoError(t, Permanent(nil))
	require.NoError(t, Unsure(nil))
}
