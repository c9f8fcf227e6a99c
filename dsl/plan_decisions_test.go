package dsl_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

func TestDecisionsAreFoundInEveryBlock(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/valid/full/playbooks.hcl")
	require.NoError(t, err)
	places, diags := dsl.Decisions("a.hcl", src)
	require.Empty(t, diags)
	var texts []string
	for _, at := range places {
		texts = append(texts, string(src[at.StartByte:at.EndByte]))
	}
	require.Equal(t, []string{
		`"tier in ['high', 'low'] && success_plan.onboarding.completed"`,
		`"trigger.from > 60"`,
		`"event.count > 100"`,
		`"health.band == 'green'"`,
		`"event.feature == 'export' && !running.welcome"`,
		`"steps.review.timed_out"`,
		`"event.count > 5"`,
		`"steps.review.cause"`,
		`"tier == 'high'"`,
		`"steps.checkin.replied"`,
		`"steps.checkin.reached && !steps.checkin.timed_out"`,
	}, texts)
}

func TestDecisionsAreStringsAndHeredocs(t *testing.T) {
	t.Parallel()
	src := []byte("tier \"a\" { when = var.x }\ntier \"b\" { when = \"${var.x}\" }\ntier \"c\" {\n  when = <<EXPR\na\nEXPR\n}\n" +
		"tier \"d\" { other = \"a\" }\nunknown \"x\" { when = \"a\" }\ntrigger \"event\" { when = \"a\" }\n" +
		"playbook \"p\" {\n  trigger \"unknown\" { when = \"a\" }\n  trigger { when = \"a\" }\n}\n")
	places, diags := dsl.Decisions("a.hcl", src)
	require.Empty(t, diags)
	require.Len(t, places, 1)
	require.Equal(t, "<<EXPR\na\nEXPR", string(src[places[0].StartByte:places[0].EndByte]))
}

func TestDecisionsOfABrokenFile(t *testing.T) {
	t.Parallel()
	places, diags := dsl.Decisions("a.hcl", []byte("tier {"))
	require.Nil(t, places)
	require.True(t, diags.HasErrors())
	require.Equal(t, "a.hcl:1:6", diags[0].Range.String())
}
