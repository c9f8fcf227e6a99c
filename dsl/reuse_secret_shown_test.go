package dsl

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

func TestSecretsAreShownAsSuch(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]cty.Value{
		"(secret)":                    secret(),
		"a, (secret)":                 cty.TupleVal([]cty.Value{cty.StringVal("a"), secret()}),
		"password: (secret); user: a": cty.ObjectVal(map[string]cty.Value{"user": cty.StringVal("a"), "password": secret()}),
		"a: (secret)":                 cty.ObjectVal(map[string]cty.Value{"a": cty.DynamicVal}),
	} {
		require.Equal(t, want, shown(v))
	}
}
