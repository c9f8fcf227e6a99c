package engine

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func group(reached, over int) Group { return Group{Units: over, Over: over, Reached: reached} }

// The intervals of Newcombe's paper of 1998, method 10.
func TestBoundsAreThePublishedOnes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		treated, control Group
		low, high        float64
	}{
		{group(56, 70), group(48, 80), 0.0524, 0.3339},
		{group(9, 10), group(3, 10), 0.1705, 0.8090},
		{group(10, 10), group(0, 20), 0.6791, 1},
		{group(10, 10), group(0, 10), 0.6075, 1},
		{group(0, 10), group(0, 10), -0.2775, 0.2775},
	} {
		low, high := bounds(c.treated, c.control)
		require.InDelta(t, c.low, low, 0.0001)
		require.InDelta(t, c.high, high, 0.0001)
		low, high = bounds(c.control, c.treated)
		require.InDelta(t, -c.high, low, 0.0001, "the other way round")
		require.InDelta(t, -c.low, high, 0.0001)
	}
}

// Whatever the true shares are, the bounds hold the true difference about 95 times of 100: over all
// outcomes of two groups, each as likely as it is.
func TestBoundsKeepTheirWord(t *testing.T) {
	t.Parallel()
	const treated, control = 40, 12
	for _, p := range []float64{0.02, 0.1, 0.3, 0.5, 0.8, 0.98} {
		for _, q := range []float64{0.02, 0.2, 0.5, 0.9} {
			held := 0.0
			for i := range treated + 1 {
				for j := range control + 1 {
					low, high := bounds(group(i, treated), group(j, control))
					if low <= p-q && p-q <= high {
						held += likely(i, treated, p) * likely(j, control, q)
					}
				}
			}
			require.Greater(t, held, 0.92, "shares %v and %v", p, q)
		}
	}
}

// likely returns how likely k of n are with the probability p of each.
func likely(k, n int, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
}

func TestAComparisonSaysWhatCanBeTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		treated, control Group
		verdict          Verdict
		sentence         string
	}{
		{group(5, 9), Group{}, NoControl, "There is no control group to compare with: whether the playbook makes a difference can't be told."},
		{group(5, 9), Group{Units: 3, Tracked: 3}, TooEarly, "Too early to tell: in one of the groups nobody's time is over."},
		{Group{}, group(1, 2), TooEarly, "Too early to tell: in one of the groups nobody's time is over."},
		{
			group(56, 70), group(48, 80), Better,
			"The playbook helps: 20 points more reach the goal with the playbook than without, which chance hardly does; the true difference lies between 5.2 and 33.4 points, 95 times of 100.",
		},
		{
			group(48, 80), group(56, 70), Worse,
			"The playbook works against its goal: 20 points fewer reach the goal with the playbook than without, which chance hardly does; the true difference lies between -33.4 and -5.2 points, 95 times of 100.",
		},
		{
			group(0, 4), group(1, 1), Unclear,
			"Too few to tell: of one of the groups fewer than 10 have had their time; so far 100 points fewer reach the goal with the playbook than without.",
		},
		{
			group(7, 12), group(4, 11), Unclear,
			"Too few to tell: 22 points more reach the goal with the playbook than without, which chance alone can do; the true difference lies between -16.7 and 52.8 points, 95 times of 100.",
		},
		{
			group(500, 1000), group(501, 1000), Unclear,
			"No difference that can be told from chance: the true difference lies between -4.5 and 4.3 points, 95 times of 100.",
		},
	} {
		got := compare(c.treated, c.control)
		require.Equal(t, c.verdict, got.Verdict)
		require.Equal(t, c.sentence, got.Sentence)
		require.Equal(t, c.verdict == NoControl || c.verdict == TooEarly, got.Difference == nil)
	}
}
