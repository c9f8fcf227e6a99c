package endtoend

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

var update = flag.Bool("update", false, "write the reference anew")

// committed is where the reference lies as Markdown.
const committed = "../../../dsl/reference"

// The reference that is committed is what the command writes today: when a schema changes, it has to be
// written anew.
func TestReferenceIsUpToDate(t *testing.T) {
	t.Parallel()
	written := t.TempDir()
	out, err := exec.Command(workflowtest.Binary(t), "docs", "--markdown", written).CombinedOutput()
	require.NoError(t, err, "%s", out)
	want := pages(t, written)
	if *update {
		for name := range pages(t, committed) {
			require.NoError(t, os.Remove(filepath.Join(committed, name)))
		}
		for name, text := range want {
			require.NoError(t, os.WriteFile(filepath.Join(committed, name), []byte(text), 0o644))
		}
	}
	if diff := cmp.Diff(pages(t, committed), want); diff != "" {
		t.Errorf("the reference is out of date; write it anew with: go test ./cmd/tend/endtoend -run Reference -update\n%s", diff)
	}
}

// pages reads the Markdown of a folder, by name.
func pages(t *testing.T, folder string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.md"))
	require.NoError(t, err)
	all := map[string]string{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		all[filepath.Base(name)] = string(src)
	}
	return all
}
