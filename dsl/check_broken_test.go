package dsl_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// Every fixture is a workspace with its diagnostics written beside the faulty lines: none may be
// missing, and none may come that isn't written.
func TestBrokenWorkspaces(t *testing.T) {
	t.Parallel()
	all := readFixtures(t, "testdata/broken")
	require.GreaterOrEqual(t, len(all), 200)
	set := func(name string) (string, bool) { return "hunter2", name == "A_SECRET" || name == "a secret" }
	checkFixtures(t, all, dsl.Options{Actions: testActions(), Getenv: set, Sender: true})
}

// What this version can't run yet is an error for a run, and nothing at all for a check.
func TestPendingParts(t *testing.T) {
	t.Parallel()
	all := readFixtures(t, "testdata/not_yet")
	require.NotEmpty(t, all)
	checkFixtures(t, all, dsl.Options{Actions: testActions(), Run: true})
	for _, f := range all {
		_, diags := f.load(t, dsl.Options{Actions: testActions()})
		requireClean(t, diags)
	}
}

// A draft can hold what can't be run yet: it keeps nothing else from running. What is refused is counted where
// nothing runs.
func TestDraftsHoldPendingParts(t *testing.T) {
	t.Parallel()
	const playbook = `
playbook %q {
  mode = %q
  trigger "event" { event = "task.overdue" }
  approval "s" { question = "?" }
}`
	const inJSON = `{"playbook": {%q: {"mode": %q, "trigger": {"event": {"event": "task.overdue"}}, "approval": {"s": {"question": "?"}}}}}`
	for name, form := range map[string]string{"a.hcl": playbook, "a.hcl.json": inJSON} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft := map[string][]byte{name: fmt.Appendf(nil, form, "sketch", "draft")}
			for _, run := range []bool{false, true} {
				w, diags := dsl.LoadFiles(draft, dsl.Options{Run: run})
				requireClean(t, diags)
				require.Empty(t, w.Unsupported)
			}
			draft["b"+name[1:]] = fmt.Appendf(nil, form, "live", "live")
			w, diags := dsl.LoadFiles(draft, dsl.Options{})
			requireClean(t, diags)
			require.Len(t, w.Unsupported, 2, "the event and the step of the playbook that is live")
			_, refused := dsl.LoadFiles(draft, dsl.Options{Run: true})
			require.Equal(t, w.Unsupported, refused)
		})
	}
}

func TestEveryCodeHasAFixture(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, f := range slices.Concat(readFixtures(t, "testdata/broken"), readFixtures(t, "testdata/not_yet"), readFixtures(t, "testdata/senders")) {
		for _, e := range f.expectations() {
			covered[string(e.code)] = true
		}
	}
	for _, code := range declaredCodes(t) {
		assert.True(t, covered[code], "no fixture in testdata/broken expects %s", code)
	}
}

func checkFixtures(t *testing.T, all []fixture, o dsl.Options) {
	t.Helper()
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			w, diags := f.load(t, o)
			want := f.expectations()
			require.NotEmpty(t, want, "the fixture expects nothing")
			require.Equal(t, diags.HasErrors(), w == nil)
			for _, d := range diags {
				i := slices.IndexFunc(want, func(e expectation) bool { return e.matches(d) })
				if i < 0 {
					t.Errorf("unexpected:\n%s-%d:%d %s => %q\n  %s", d, d.Range.EndLine, d.Range.EndColumn, d.Summary, d.Suggestion, d.Detail)
					continue
				}
				want = slices.Delete(want, i, i+1)
				f.checkSuggestion(t, d, o)
			}
			for _, e := range want {
				t.Errorf("missing: %s", e)
			}
		})
	}
}

// checkSuggestion writes what a diagnostic suggests in its place: then it is gone.
func (f fixture) checkSuggestion(t *testing.T, d diag.Diagnostic, o dsl.Options) {
	t.Helper()
	if d.Suggestion == "" {
		return
	}
	_, after := f.with(d.Range, d.Suggestion).load(t, o)
	require.False(t, slices.ContainsFunc(after, func(still diag.Diagnostic) bool {
		return still.Code == d.Code && still.Summary == d.Summary && still.Range.File == d.Range.File && still.Range.StartByte == d.Range.StartByte
	}), "%s: %q doesn't mend it", d, d.Suggestion)
}
