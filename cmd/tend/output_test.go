package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
)

func TestColoursOnATerminalOnly(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := newPrinter(&b, false)
	require.False(t, p.colour, "a buffer isn't a terminal")
	require.NoError(t, p.table("", []string{"a"}, [][]string{{"red"}}))
	require.NotContains(t, b.String(), "\x1b")
}

func TestColoursSayWellOrIll(t *testing.T) {
	t.Parallel()
	p := &printer{colour: true}
	for word, code := range map[string]string{"green": "32", "skipped": "33", "failed": "31", "running": "36"} {
		require.Equal(t, "\x1b["+code+"m"+word+"\x1b[0m", p.paint(word))
	}
	require.Equal(t, "acme", p.paint("acme"))
}

func TestTablesFitTheTerminal(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := &printer{out: &b, width: 10, zone: func() *time.Location { return time.UTC }}
	require.NoError(t, p.table("", []string{"a"}, [][]string{{"a very long line of text"}}))
	require.NotContains(t, b.String(), "text")
}

func TestPlainTakesControlFromCustomersWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a b c d", plain("a\x1bb\u202ec\u0085d"))
	require.Equal(t, "日本語 – ok", plain("日本語 – ok"))
	require.Equal(t, "paypal", plain("pay\u200bpal\ufeff\U000E0041"))
	require.Equal(t, "👩‍💻", plain("👩‍💻"))
}

// JSON for programs says the same, and commands no terminal that it is shown on.
func TestDocumentsCommandNoTerminal(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	said := map[string]string{"name": "a\x1b[31m\u009b2J\u202eb\x7f\n<日本>👩‍💻"}
	require.NoError(t, newPrinter(&b, true).document(said))
	for _, r := range b.String() {
		require.False(t, r != '\n' && actions.CommandsTerminal(r), "%U", r)
	}
	require.Contains(t, b.String(), "<日本>👩‍💻")
	var read map[string]string
	require.NoError(t, json.Unmarshal(b.Bytes(), &read))
	require.Equal(t, said, read)
}

func TestValues(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]any{
		"–": nil, "x": "x", "0.5": 0.5, "12000000": 12e6, "0.33": 1.0 / 3, "100": 100.0, "true": true, `[1,"a"]`: []any{1.0, "a"},
	} {
		require.Equal(t, want, value(v))
	}
}
