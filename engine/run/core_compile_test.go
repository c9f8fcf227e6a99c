package run_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
)

func TestDamagedPlansAreRefused(t *testing.T) {
	t.Parallel()
	broken := map[string]*dsl.Plan{
		"newer":      {Version: dsl.PlanVersion + 1},
		"expression": {Version: 1, Exits: []*dsl.Exit{{Name: "x", When: "1 +"}}},
		"template":   {Version: 1, Steps: []*dsl.Step{action("a", map[string]any{"title": []any{"{{ 1 + }}"}})}},
		"kind":       {Version: 1, Steps: []*dsl.Step{{Name: "a", Kind: "dance"}}},
	}
	for name, plan := range broken {
		_, err := run.New(plan)
		require.Error(t, err, name)
	}
}
