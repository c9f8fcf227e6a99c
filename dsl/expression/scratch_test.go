package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// What one evaluation leaves behind in the room that it shares is nothing to the next, also when it failed.
func TestEvaluationsThatShareTheirRoomDontMeet(t *testing.T) {
	t.Parallel()
	shared := &expression.Scratch{}
	for _, src := range []string{
		`let n = account.seats; let m = n * 2; n + m`,
		`map([1, 2, 3], # * account.seats)`,
		`account.name && true`, // fails
		`account.missing > 3 || tier == "high"`,
		`any([[1], [2, 3]], any(#, # > 2))`,
		`sum(map(1..9999, 1..3 | len()))`, // too much work or not, each time the same
		`let x = account.missing; x`,
	} {
		p, err := expression.Restore(src)
		require.NoError(t, err, src)
		env := environment()
		want, failed := p.Eval(env)
		_, wantMissing, _ := p.Decide(env)
		env.Scratch = shared
		for range 3 {
			got, err := p.Eval(env)
			require.Equal(t, want, got, src)
			require.Equal(t, failed, err, src)
			_, missing, _ := p.Decide(env)
			require.Equal(t, wantMissing, missing, src)
		}
	}
}
