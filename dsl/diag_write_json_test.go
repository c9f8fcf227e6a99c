package dsl_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/diag"
)

const faulty = "event \"login\" {}\nworkspace {\n  customers = \"日本 == tirr\"\n}\nmetric \"m\" { # \"ログイン\"\n  window = \"1d\"\n  /* e\u0301 */ event = \"logn\"\n}\ntier \"a\" { when = \"true\" }\n"

func TestJSONForPrograms(t *testing.T) {
	t.Parallel()
	_, diags := loadSource(faulty)
	var text bytes.Buffer
	require.NoError(t, diags.In("play/books").WriteJSON(&text, nil))

	var got struct {
		Valid            bool
		Errors, Warnings int
		Diagnostics      []map[string]any
	}
	require.NoError(t, json.Unmarshal(text.Bytes(), &got))
	require.False(t, got.Valid)
	require.Equal(t, 3, got.Errors)
	require.Equal(t, 1, got.Warnings)
	require.Len(t, got.Diagnostics, 4)
	require.Equal(t, map[string]any{
		"severity": "error", "code": "TD402", "file": "play/books/main.hcl",
		"summary": "Unknown event", "detail": `There is no event "logn". Did you mean "login"?`,
		"source": "  /* e\u0301 */ event = \"logn\"", "suggestion": `"login"`,
		"range": map[string]any{
			"start": map[string]any{"line": 7.0, "column": 19.0, "byte": 128.0},
			"end":   map[string]any{"line": 7.0, "column": 25.0, "byte": 134.0},
		},
	}, got.Diagnostics[2])
	require.Equal(t, `"logn"`, faulty[128:134])
	require.NotContains(t, got.Diagnostics[3], "suggestion")
}

// A place in a sentence is seen from outside as the diagnostic's own is, and programs needn't read the sentence.
func TestPlacesInDetails(t *testing.T) {
	t.Parallel()
	_, diags := loadSource("tier \"a\" { when = \"account.name == 'a'\" }\ntier \"a\" {}\n")
	require.Len(t, diags, 1)
	there := diags.In("play/books")
	require.Equal(t, `Another tier is called "a": the one at play/books/main.hcl:1:6. Give one of them another name.`, there[0].Detail)
	require.Equal(t, "play/books/main.hcl:1:6", there[0].Related.String())
	require.Equal(t, "main.hcl:1:6", diags[0].Related.String(), "the others stay as they are")

	var text bytes.Buffer
	require.NoError(t, there.WriteJSON(&text, nil))
	var got struct {
		Diagnostics []struct {
			Related struct {
				File  string
				Range struct {
					Start, End struct{ Line, Column, Byte int }
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text.Bytes(), &got))
	require.Equal(t, "play/books/main.hcl", got.Diagnostics[0].Related.File)
	require.Equal(t, 6, got.Diagnostics[0].Related.Range.Start.Column)
}

func TestJSONOfNothing(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	require.NoError(t, diag.Diagnostics(nil).WriteJSON(&text, nil))
	require.JSONEq(t, `{"valid": true, "errors": 0, "warnings": 0, "diagnostics": [], "not_yet": []}`, text.String())
	require.ErrorContains(t, diag.Diagnostics(nil).WriteJSON(fullDisk{}, nil), "disk full")
}

func TestCodes(t *testing.T) {
	t.Parallel()
	warning := diag.Diagnostic{Severity: diag.SeverityWarning, Code: diag.CodeWeights}
	mistake, other := diag.Diagnostic{Severity: diag.SeverityError, Code: diag.CodeWrongType}, diag.Diagnostic{Severity: diag.SeverityError, Code: diag.CodeMissing}
	require.Equal(t, []diag.Code{"TD109", "TD105", "TD407"}, diag.Diagnostics{warning, mistake, other, mistake}.Codes())
	require.Empty(t, diag.Diagnostics{}.Codes())
}
