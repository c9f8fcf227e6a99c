package dsl_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

func TestPolicies(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/not_yet/policies")

	limits := w.CommunicationLimits["default"]
	require.Equal(t, "[1 per 1d 3 per 7d]", fmt.Sprint(limits.MaxMessages))
	require.Equal(t, calendar.Span{From: 20 * 60, To: 8 * 60}, *limits.QuietHours)
	require.Equal(t, "office", limits.Calendar)
	require.Equal(t, []string{"reminder", "urgent"}, limits.Except)
	require.Nil(t, w.CommunicationLimits["one"].QuietHours)

	guard := w.Guards["sell_to_the_satisfied"]
	require.Equal(t, []string{"commercial", "urgent"}, guard.Tags)
	require.Equal(t, []string{"running.rescue", "tier"}, guard.When.Reads())
	require.Equal(t, dsl.OtherwiseStop, guard.Otherwise)
	require.Equal(t, dsl.OtherwisePause, w.Guards["quiet"].Otherwise)

	team := w.Teams["csm"]
	require.True(t, team.Queue)
	require.Equal(t, []dsl.Member{
		{Address: "hana@example.com", TasksPerDay: 8, Accounts: 40, Calendar: "office"},
		{Address: "olga@example.com"},
	}, team.Members)
	require.Equal(t, []string{"reminder"}, w.Playbooks["offer"].Plan.Steps[0].Action.Tags)
}

// Policies decide, so all that they say is in the workspace's hash.
func TestPoliciesAreInTheHash(t *testing.T) {
	t.Parallel()
	hash := func(src string) string {
		w, diags := loadSource(src + "\nplaybook \"p\" {\n tags = [\"a\", \"b\"]\n trigger \"event\" { event = \"email.sent\" }\n wait \"w\" { for = \"1d\" }\n}")
		requireClean(t, diags)
		return w.Hash
	}
	seen := map[string]string{}
	for _, src := range []string{
		"", `communication_limits "a" { max_messages = "1 per 7d" }`, `communication_limits "a" { max_messages = "2 per 7d" }`,
		`communication_limits "a" { quiet_hours = "20:00-08:00" }`, `communication_limits "a" { quiet_hours = "20:00-09:00" }`,
		"communication_limits \"a\" {\n quiet_hours = \"20:00-08:00\"\n except = [\"a\"]\n}",
		"guard \"a\" {\n tags = [\"a\"]\n when = \"account.id != ''\"\n}", "guard \"a\" {\n tags = [\"b\"]\n when = \"account.id != ''\"\n}",
		"guard \"a\" {\n tags = [\"a\"]\n when = \"account.id == ''\"\n}",
		"guard \"a\" {\n tags = [\"a\"]\n when = \"account.id != ''\"\n otherwise = \"stop\"\n}",
	} {
		require.Empty(t, seen[hash(src)], src)
		seen[hash(src)] = src
	}
}
