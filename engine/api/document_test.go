package api_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// The document in the repository is what a running engine serves; -update writes it.
func TestDocumentIsUpToDate(t *testing.T) {
	t.Parallel()
	a := call(serve(&fake{}, api.Options{}), "GET", "/openapi.json", "")
	require.Equal(t, 200, a.status)
	require.Equal(t, "application/openapi+json", a.header.Get("Content-Type"))
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", []byte(a.body), 0o644))
	}
	golden, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(golden), a.body), "run: go test ./engine/api -run TestDocumentIsUpToDate -update")
}

func TestDocumentNamesEveryAnswer(t *testing.T) {
	t.Parallel()
	type document struct {
		OpenAPI string
		Info    struct{ Title string }
		Paths   map[string]map[string]struct {
			OperationID, Summary string
			Responses            map[string]any
		}
	}
	d := decode[document](t, call(serve(&fake{}, api.Options{}), "GET", "/openapi.json", ""))
	require.Equal(t, "Tend", d.Info.Title)
	require.Equal(t, "3.1.0", d.OpenAPI)
	for _, status := range []string{"200", "207", "400", "401", "413", "415", "422", "503"} {
		require.Contains(t, d.Paths["/v1/events"]["post"].Responses, status)
	}
	for path, operations := range d.Paths {
		for method, op := range operations {
			require.NotEmpty(t, op.Summary, "%s %s", method, path)
			require.NotEmpty(t, op.OperationID, "%s %s", method, path)
		}
	}
}
