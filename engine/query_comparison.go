package engine

import (
	"fmt"
	"math"
	"strconv"
)

// Verdict is the conclusion of a comparison of two groups.
type Verdict string

// The verdicts.
const (
	// Better and Worse are differences that chance hardly makes.
	Better Verdict = "better"
	Worse  Verdict = "worse"
	// Unclear is a difference that chance alone can make.
	Unclear Verdict = "unclear"
	// TooEarly is the verdict while one of the groups has no unit whose time is over.
	TooEarly Verdict = "too_early"
	// NoControl is the verdict where there is no control group.
	NoControl Verdict = "no_control"
)

// Comparison compares the shares of two groups: the difference that a playbook makes.
type Comparison struct {
	Verdict Verdict
	// Sentence is the verdict in words.
	Sentence string
	// Difference is the share of the treated less that of the control group, and Low and High are its 95 % confidence
	// bounds; nil when there is nothing to compare.
	Difference, Low, High *float64
}

// minGroup is the smallest group of which a verdict is given: shares of a handful say little, whatever their bounds.
const minGroup = 10

// maxWidth is the width of the bounds beyond which there are too few to tell a useful difference.
const maxWidth = 0.2

// compare compares the shares of those that reached a goal.
func compare(treated, control Group) Comparison {
	switch {
	case control.Units == 0:
		return Comparison{Verdict: NoControl, Sentence: "There is no control group to compare with: whether the playbook makes a difference can't be told."}
	case treated.Over == 0 || control.Over == 0:
		return Comparison{Verdict: TooEarly, Sentence: "Too early to tell: in one of the groups nobody's time is over."}
	}
	difference := treated.Share() - control.Share()
	low, high := bounds(treated, control)
	c := Comparison{Verdict: Unclear, Difference: &difference, Low: &low, High: &high}
	between := fmt.Sprintf("the true difference lies between %s and %s points, 95 times of 100", points(low), points(high))
	reach := fmt.Sprintf("%s points more reach the goal with the playbook", points(difference))
	if difference < 0 {
		reach = fmt.Sprintf("%s points fewer reach the goal with the playbook", points(-difference))
	}
	switch {
	case min(treated.Over, control.Over) < minGroup:
		c.Sentence = fmt.Sprintf("Too few to tell: of one of the groups fewer than %d have had their time; so far %s than without.", minGroup, reach)
	case low > 0:
		c.Verdict, c.Sentence = Better, fmt.Sprintf("The playbook helps: %s than without, which chance hardly does; %s.", reach, between)
	case high < 0:
		c.Verdict, c.Sentence = Worse, fmt.Sprintf("The playbook works against its goal: %s than without, which chance hardly does; %s.", reach, between)
	case high-low > maxWidth:
		c.Sentence = fmt.Sprintf("Too few to tell: %s than without, which chance alone can do; %s.", reach, between)
	default:
		c.Sentence = fmt.Sprintf("No difference that can be told from chance: %s.", between)
	}
	return c
}

// Share returns how many of those whose time is over reached the goal, from 0 to 1.
func (group Group) Share() float64 { return float64(group.Reached) / float64(group.Over) }

// bounds returns Newcombe's interval for the difference of two shares, made of Wilson's intervals for one: it holds
// for small groups and for shares near 0 and 1 too, where the textbook's is far too sure.
func bounds(treated, control Group) (low, high float64) {
	a, lowA, highA := wilson(treated)
	b, lowB, highB := wilson(control)
	low = a - b - math.Hypot(a-lowA, highB-b)
	high = a - b + math.Hypot(highA-a, b-lowB)
	return max(low, -1), min(high, 1)
}

// z95 is how many standard deviations hold 95 of 100.
const z95 = 1.959963984540054

// wilson returns a share and the bounds of its 95 % confidence interval.
func wilson(group Group) (share, low, high float64) {
	n := float64(group.Over)
	share = group.Share()
	middle := share + z95*z95/(2*n)
	around := z95 * math.Sqrt(share*(1-share)/n+z95*z95/(4*n*n))
	all := 1 + z95*z95/n
	return share, max((middle-around)/all, 0), min((middle+around)/all, 1)
}

// points writes a share in percentage points.
func points(share float64) string {
	return strconv.FormatFloat(math.Round(share*1000)/10+0, 'f', -1, 64) // + 0: no negative zero.
}
