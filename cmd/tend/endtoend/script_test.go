package endtoend

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

// The scripts use the command as a user types it.
func TestScripts(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(workflowtest.Binary(t))
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", folder+string(filepath.ListSeparator)+env.Getenv("PATH"))
			return nil
		},
	})
}
