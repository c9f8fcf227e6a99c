package dsl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// A message from nobody is a warning, an error where it is about to be sent, and fine where the engine has a
// sender of its own.
func TestMessagesComeFromSomebody(t *testing.T) {
	t.Parallel()
	all := readFixtures(t, "testdata/senders")
	sending := testActions()
	sending[slices.IndexFunc(sending, func(d actions.Definition) bool { return d.Kind == "meeting" })].Sender = "organizer"
	checkFixtures(t, all, dsl.Options{Actions: sending})
	for _, f := range all {
		_, hints := f.load(t, dsl.Options{Actions: sending})
		_, refused := f.load(t, dsl.Options{Actions: sending, Run: true})
		require.Len(t, refused, len(hints))
		for i, d := range refused {
			require.Equal(t, d.Code == diag.CodeNoSender, d.Severity == diag.SeverityError)
			require.Equal(t, hints[i].Range, d.Range)
		}
		_, diags := f.load(t, dsl.Options{Actions: sending, Run: true, Sender: true})
		for _, d := range diags {
			require.False(t, d.Code == diag.CodeNoSender && strings.Contains(d.Detail, "--mail-from"), "the engine's sender would be taken")
		}
	}
}

const unsigned = `
playbook "p" {
  %s
  trigger "event" { event = "email.replied" }
  action "email" "a" {
    to      = "{{ contact }}"
    subject = "s"
    body    = "b"
  }
}`

func TestWhoSendsAMessageThatNamesNobody(t *testing.T) {
	t.Parallel()
	load := func(t *testing.T, source string) *dsl.Plan {
		w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, dsl.Options{Actions: testActions(), Run: true})
		requireClean(t, diags)
		return w.Playbooks["p"].Plan
	}
	owned := load(t, fmt.Sprintf(unsigned, `owner = "cs-ops@example.com"`))
	require.Equal(t, map[string]string{"from": "cs-ops@example.com"}, owned.Steps[0].Action.Fallback)

	led := load(t, `team "csm" { lead = "lead@example.com" }`+fmt.Sprintf(unsigned, `owner = "cs-ops@example.com"`))
	require.Equal(t, "lead@example.com", led.Lead)
	require.Empty(t, led.Steps[0].Action.Fallback, "the lead comes before the owner")

	_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": fmt.Appendf(nil, unsigned, `mode = "draft"`)}, dsl.Options{Actions: testActions(), Run: true})
	require.False(t, diags.HasErrors(), "a draft sends nothing")
	require.Equal(t, []diag.Code{diag.CodeNoSender}, diags.Codes())
}
