package actions

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a call would refuse for good is found among the arguments that are known before there is one.
func TestWhatIsKnownIsChecked(t *testing.T) {
	t.Parallel()
	d := define(t, Rule(func(a greetArgs, known Known) error {
		if in := a.Until.In; in != nil && in.Std() < time.Hour && !known.Later["times"] && known.Given["until"] {
			return errors.New("that is too soon")
		}
		if a.Times > 3 && a.Plain != "louder" {
			return errors.New("so often needs to be louder")
		}
		return nil
	}))
	for _, c := range []struct{ known, name, says string }{
		{known: `{}`},
		{known: `{"words": "hello", "times": 3}`},
		{known: `{"plain": ""}`},
		{known: `{"times": 4, "plain": "louder"}`},
		{known: `{"words": ""}`, name: "words", says: `needs the argument "words"`},
		{known: `{"until": "30m"}`, name: "until", says: "too soon"},
		{known: `{"until": "1h"}`},
		{known: `{"words": "  "}`, name: "words", says: `needs the argument "words"`},
		{known: "{\"words\": \"\u200b\u00ad \u2800\"}", name: "words", says: `needs the argument "words"`},
		{known: `{"times": 1.5}`, name: "times", says: "a whole number"},
		{known: `{"after": "soon"}`, name: "after", says: `argument "after"`},
		{known: `{"ask": {"cause": ["", "price"]}}`, name: "ask", says: "offers a blank answer"},
		{known: `{"ask": {"cause": ["price", "price"]}}`, name: "ask", says: `offers the answer "price" twice`},
		{known: `{"times": 4}`, name: "times", says: "so often needs to be louder"},
	} {
		var known map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(c.known), &known))
		name, err := d.CheckKnown(known, Known{})
		require.Equal(t, c.name, name, c.known)
		if c.says == "" {
			require.NoError(t, err, c.known)
			continue
		}
		require.ErrorContains(t, err, c.says)
	}
	_, err := d.Do(t.Context(), Call{}, json.RawMessage(`{"to": {"id": "kenji"}, "words": "hello", "times": 4}`))
	require.ErrorContains(t, err, "so often needs to be louder")
	require.True(t, IsPermanent(err), "a call follows the same rule")
	require.True(t, IsPermanent(d.Check(json.RawMessage(`{"to": {"id": "kenji"}, "words": "hello", "times": 4}`))))
	_, err = Define("greet", "Says something.", greet, Recipients("to"), SentFrom("words"))
	require.ErrorContains(t, err, `SentFrom names the argument "words"`)
}

// Whoever's action it is: what names a member of a team is looked at by its type.
func TestAMemberIsNamedByAMailAddress(t *testing.T) {
	t.Parallel()
	d, err := Define("greet", "Says something.", greet, Recipients("to"))
	require.NoError(t, err)
	for by, says := range map[string]string{
		"hana@example.com": "", " hana@example.com ": "", "": "", "  ": "",
		"Hana": "it has no @", "Hana <hana@example.com>": "write the address alone", "hana@": "it isn't a mail address",
	} {
		raw, err := json.Marshal(map[string]any{"to": map[string]string{"id": "kenji"}, "words": "hello", "by": by})
		require.NoError(t, err)
		err = d.Check(raw)
		if says == "" {
			require.NoError(t, err, by)
			continue
		}
		require.ErrorContains(t, err, `argument "by" of action "greet": it isn't a mail address`)
		require.ErrorContains(t, err, says)
		require.True(t, IsPermanent(err))
	}
}
