package engine

import (
	"fmt"
	"math"
	"strconv"
)

// Verdict says what a comparison of two groups tells.
type Verdict string

// The verdicts.
const (
	// Better and Worse are differences that chance hardly makes.
	Better Verdict = "better"
	Worse  Verdict = "worse"
	// Unclear is a difference that chance alone can make.
	Unclear Verdict = "unclear"
	// TooEarly is the verdict while nobody's time is over in one of the groups.
	TooEarly Verdict = "too_early"
	// NoControl is the verdict where there is no control group.
	NoControl Verdict = "no_control"
)

// Comparison is what the shares of two groups tell about the difference that a playbook makes.
type Comparison struct {
	Verdict Verdict
	// Sentence says it for people.
	Sentence string
	// Difference is the share of the treated less that of the control group, and Low and High the bounds
	// between which the true one lies, 95 times of 100; nil when there is nothing to compare.
	Difference, Low, High *float64
}

// few is below how many in a group nothing is told of the playbook: shares of a handful say little, whatever
// their bounds.
const few = 10

// wide is from which width of the bounds on there are too few to tell a useful difference.
const wide = 0.2

// compare compares the shares of those who reached a goal.
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
	case min(treated.Over, control.Over) < few:
		c.Sentence = fmt.Sprintf("Too few to tell: of one of the groups fewer than %d have had their time; so far %s than without.", few, reach)
	case low > 0:
		c.Verdict, c.Sentence = Better, fmt.Sprintf("The playbook helps: %s than without, which chance hardly does; %s.", reach, between)
	case high < 0:
		c.Verdict, c.Sentence = Worse, fmt.Sprintf("The playbook works against its goal: %s than without, which chance hardly does; %s.", reach, between)
	case high-low > wide:
		c.Sentence = fmt.Sprintf("Too few to tell: %s than without, which chance alone can do; %s.", reach, between)
	default:
		c.Sentence = fmt.Sprintf("No difference that can be told from chance: %s.", between)
	}
	return c
}

// Share is how many of those whose time is over reached the goal, from 0 to 1.
func (group Group) Share() float64 { return float64(group.Reached) / float64(group.Over) }

// bounds is the interval for the difference of two shares that Newcombe made of Wilson's intervals for one:
// it holds for small groups and for shares near 0 and 1 too, where the textbook's is far too sure.
func bounds(treated, control Group) (low, high float64) {
	a, lowA, highA := wilson(treated)
	b, lowB, highB := wilson(control)
	low = a - b - math.Hypot(a-lowA, highB-b)
	high = a - b + math.Hypot(highA-a, b-lowB)
	return max(low, -1), min(high, 1)
}

// sure is how many standard deviations hold 95 of 100.
const sure = 1.959963984540054

// wilson is a share and the bounds between which the true one lies, 95 times of 100.
func wilson(group Group) (share, low, high float64) {
	n := float64(group.Over)
	share = group.Share()
	middle := share + sure*sure/(2*n)
	around := sure * math.Sqrt(share*(1-share)/n+sure*sure/(4*n*n))
	all := 1 + sure*sure/n
	return share, max((middle-around)/all, 0), min((middle+around)/all, 1)
}

// points writes a share in percentage points.
func points(share float64) string {
	return strconv.FormatFloat(math.Round(share*1000)/10+0, 'f', -1, 64) // + 0: no negative zero.
}
