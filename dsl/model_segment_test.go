package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClassifications(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/valid/classes")
	require.Equal(t, "7d", w.Tiers[0].Hold.String())
	require.Nil(t, w.Tiers[1].Hold)

	levels := w.Scales["use"].Levels
	require.Len(t, levels, 3)
	require.Equal(t, "14d", levels[0].Hold.String())
	require.Equal(t, "metric.logins_30d == 0", levels[1].When.Source())
	require.Nil(t, levels[2].When)

	require.False(t, w.Segments["happy"].OfContact)
	require.Equal(t, "7d", w.Segments["happy"].Hold.String())
	require.True(t, w.Segments["admins"].OfContact)
	require.Equal(t, []string{"contact.role", "metric.logins_30d"}, w.Segments["admins"].When.Reads())
}

// What an account is in decides, so every part of it is in the workspace's hash.
func TestClassificationsAreInTheHash(t *testing.T) {
	t.Parallel()
	hash := func(src string) string {
		w, diags := loadSource(src)
		requireClean(t, diags)
		return w.Hash
	}
	seen := map[string]string{}
	for _, src := range []string{
		"scale \"a\" {\n level \"x\" {}\n}", "scale \"b\" {\n level \"x\" {}\n}", "scale \"a\" {\n level \"y\" {}\n}",
		"scale \"a\" {\n level \"x\" { when = \"account.id == 'a'\" }\n level \"y\" {}\n}",
		"scale \"a\" {\n level \"x\" {\n when = \"account.id == 'a'\"\n hold = \"1d\"\n}\n level \"y\" {}\n}",
		`segment "a" { when = "account.id == 'a'" }`, `segment "a" { when = "account.id == 'b'" }`,
		"segment \"a\" {\n when = \"account.id == 'a'\"\n hold = \"1d\"\n}",
		"segment \"a\" {\n when = \"account.id == 'a'\"\n of = \"contact\"\n}",
	} {
		require.Empty(t, seen[hash(src)], src)
		seen[hash(src)] = src
	}
}
