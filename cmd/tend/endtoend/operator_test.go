package endtoend

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

const byHand = `
playbook "invite" {
  trigger "manual" {}
  wait "a_day" { for = "1d" }
}
`

// The scripts talk to a running engine as an operator does.
func TestOperators(t *testing.T) {
	t.Parallel()
	p := dev(t, folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "1d"`, "Second") + byHand}), t.TempDir())
	for _, account := range []string{"acme", "zenith"} {
		p.account(account)
	}
	binaries := filepath.Dir(workflowtest.Binary(t))
	t.Run("scripts", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: "testdata/operator",
			Setup: func(env *testscript.Env) error {
				env.Setenv("PATH", binaries+string(filepath.ListSeparator)+env.Getenv("PATH"))
				env.Setenv("TEND_URL", p.url)
				return nil
			},
		})
	})
}
