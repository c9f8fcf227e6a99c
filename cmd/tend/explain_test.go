package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/explain"
)

func TestExplainShowsAPage(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	require.Equal(t, exitOK, execute(t.Context(), []string{"explain", "td103"}, nil, &out, &errOut))
	require.Empty(t, errOut.String())
	require.Contains(t, out.String(), "TD103: Unknown attribute\n\nA block has an attribute")
	require.Contains(t, out.String(), "\nWrong\n\n    event \"login\" {\n      abuot")
	require.NotContains(t, out.String(), "#")
	require.NotContains(t, out.String(), "```")
	require.NotContains(t, out.String(), "\x1b")
}

func TestExplainFindsACodeByItsNumber(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.Equal(t, exitOK, execute(t.Context(), []string{"explain", "404"}, nil, &out, &out))
	require.Contains(t, out.String(), "TD404: Order across files")
	require.Contains(t, out.String(), "\n    # big.hcl\n", "the name of a file is a comment")
}

func TestExplainShowsSeveralPages(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	require.Equal(t, exitOK, execute(t.Context(), []string{"explain", "TD103", "TD207"}, nil, &out, &errOut))
	require.Regexp(t, `(?s)^TD103: .*\n\nTD207: `, out.String())
	out.Reset()
	require.Equal(t, exitUsage, execute(t.Context(), []string{"explain", "td103", "TD13", "TD999"}, nil, &out, &errOut))
	require.Contains(t, out.String(), "TD103: ")
	require.Contains(t, errOut.String(), `there is no code "TD13"`)
	require.Contains(t, errOut.String(), `there is no code "TD999"`)
}

func TestExplainListsAllCodes(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.Equal(t, exitOK, execute(t.Context(), []string{"explain"}, nil, &out, &out))
	for _, p := range explain.Pages() {
		require.Contains(t, out.String(), p.Code+"  "+p.Title)
	}
}

func TestExplainKnowsWhatWasMeant(t *testing.T) {
	t.Parallel()
	for given, says := range map[string]string{
		"TD13":      `there is no code "TD13"; did you mean TD`,
		"td1113":    "did you mean TD111?",
		"whatever":  `"tend explain" lists them all`,
		"../TD103":  "there is no code",
		"explain.x": "there is no code",
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, exitUsage, execute(t.Context(), []string{"explain", given}, nil, &out, &errOut))
		require.Empty(t, out.String())
		require.Contains(t, errOut.String(), says)
	}
}

func TestPagesFitTheTerminal(t *testing.T) {
	t.Parallel()
	page := explain.Page{Code: "TD1", Title: "T", Meaning: strings.Repeat("`word` and ", 30), Wrong: "a {}\n", Right: "b {}\n", Why: "Because."}
	for _, colour := range []bool{false, true} {
		var b bytes.Buffer
		require.NoError(t, showPage(&printer{out: &b, width: 20, colour: colour}, page))
		require.Equal(t, colour, strings.Contains(b.String(), "\x1b["))
		require.Equal(t, !colour, strings.Contains(b.String(), "`word`"))
		for line := range strings.Lines(b.String()) {
			if !colour {
				require.LessOrEqual(t, len(line), 21, line)
			}
		}
	}
}

func TestCompletionOffersCodes(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	require.Equal(t, exitOK, execute(t.Context(), []string{"__complete", "explain", "TD1"}, nil, &out, &errOut))
	require.Contains(t, out.String(), "TD103\tUnknown attribute\n")
	out.Reset()
	require.Equal(t, exitOK, execute(t.Context(), []string{"__complete", "explain", "TD103", "TD1"}, nil, &out, &errOut))
	require.NotContains(t, out.String(), "TD1", "one code is enough")
}
