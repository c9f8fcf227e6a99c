package actions

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMarkdownKeepsValuesApart(t *testing.T) {
	t.Parallel()
	var m Markdown
	m.Add("Hi ")
	m.Add("*")
	m.Fill("Kenji")
	m.Add("*")
	m.Fill("")
	require.Equal(t, Markdown{Written: []string{"Hi *", "*", ""}, Values: []string{"Kenji", ""}}, m)
	require.Equal(t, "Hi *Kenji*", m.String())
	require.Equal(t, "Hi *<0>*<1>", m.With(func(i int) string { return "<" + string(rune('0'+i)) + ">" }))
	raw, err := json.Marshal(m)
	require.NoError(t, err)
	require.JSONEq(t, `{"written": ["Hi *", "*", ""], "values": ["Kenji", ""]}`, string(raw))
}

func TestMarkdownWithoutValuesIsAString(t *testing.T) {
	t.Parallel()
	var empty Markdown
	empty.Fill("")
	for want, m := range map[string]Markdown{`"Hi *you*"`: Written("Hi *you*"), `""`: empty} {
		raw, err := json.Marshal(m)
		require.NoError(t, err)
		require.Equal(t, want, string(raw))
	}
	require.Empty(t, Markdown{}.String())
}

func TestMarkdownComesBackFromJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var m Markdown
		for _, part := range rapid.SliceOf(rapid.String()).Draw(t, "parts") {
			if rapid.Bool().Draw(t, "value") {
				m.Fill(part)
			} else {
				m.Add(part)
			}
		}
		raw, err := json.Marshal(m)
		require.NoError(t, err)
		var back Markdown
		require.NoError(t, json.Unmarshal(raw, &back))
		require.Equal(t, m.String(), back.String())
		if m.String() != "" {
			require.ElementsMatch(t, m.Values, back.Values)
		}
	})
}

func TestTextArguments(t *testing.T) {
	t.Parallel()
	type args struct {
		Plain  string   `tend:"plain,text" doc:"Shown."`
		Parsed Markdown `tend:"parsed,required" doc:"Made markup of."`
	}
	var got args
	d, err := Define("x", "Does x.", func(_ context.Context, _ Call, a args) (args, error) { got = a; return a, nil })
	require.NoError(t, err)
	result, err := d.Do(t.Context(), Call{}, json.RawMessage(`{"plain": {"written": ["Hi ", "!"], "values": ["*you*"]}, "parsed": {"written": ["Hi ", "!"], "values": ["*you*"]}}`))
	require.NoError(t, err)
	require.Equal(t, args{Plain: "Hi *you*!", Parsed: Markdown{Written: []string{"Hi ", "!"}, Values: []string{"*you*"}}}, got)
	require.JSONEq(t, `{"plain": "Hi *you*!", "parsed": "Hi *you*!"}`, string(result), "results are for expressions")
	_, err = d.Do(t.Context(), Call{}, json.RawMessage(`{"plain": "a", "parsed": "b *c*"}`))
	require.NoError(t, err)
	require.Equal(t, args{Plain: "a", Parsed: Written("b *c*")}, got, "a string is the author's")
	for raw, says := range map[string]string{
		`{"parsed": ""}`:                                  `needs the argument "parsed"`,
		`{"parsed": 7}`:                                   `argument "parsed" of action "x": want a string`,
		`{"parsed": ["a"]}`:                               "want a string",
		`{"plain": true, "parsed": "a"}`:                  `argument "plain" of action "x": want a string`,
		`{"parsed": {"written": ["a"], "values": ["b"]}}`: `"written" must have one piece more than there are values; it has 1 for 1`,
		`{"parsed": {"written": [], "values": []}}`:       `it has 0 for 0`,
	} {
		require.ErrorContains(t, d.Check(json.RawMessage(raw)), says, raw)
	}
}
