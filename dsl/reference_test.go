package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

// The functions that the reference lists are those that can be called.
func TestFunctionsAtLoadAreThose(t *testing.T) {
	t.Parallel()
	for _, f := range dsl.ReferenceOf().AtLoad {
		_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte("locals {\n  x = " + f.Example + "\n}\n")}, dsl.Options{
			ReadFile: func(string) ([]byte, error) { return nil, nil },
			Getenv:   func(string) (string, bool) { return "", true },
		})
		require.Empty(t, diags, f.Name)
	}
}
