package main

import (
	"fmt"
	"io"
	"math"
	"slices"
)

// summary is what a playbook's flags were worth.
type summary struct {
	playbook     string
	left, stayed group
	// before is how many left before the course began: nobody could have flagged them.
	before int
}

// group is the learners who left, or those who stayed.
type group struct {
	learners, flagged int
	// ahead is how many days before the end the flagged ones were flagged, in order.
	ahead []int
	// byChance is how many would have been flagged at random, chanceAhead for how many of them with so many
	// days to go.
	byChance    float64
	chanceAhead map[int]float64
}

// summarise counts the first flags of a playbook among those who were on the course.
func summarise(playbook string, learners []*learner) summary {
	s := summary{playbook: playbook}
	flags, atRisk := 0, 0
	for _, l := range learners {
		if !l.begins.Before(l.ends) {
			s.before++
			continue
		}
		g := s.of(l)
		g.learners++
		until := l.ends
		if at := l.flags[playbook]; !at.IsZero() {
			flags++
			g.flagged++
			g.ahead = append(g.ahead, days(at, l.ends))
			until = at
		}
		atRisk += days(l.begins, until)
	}
	slices.Sort(s.left.ahead)
	slices.Sort(s.stayed.ahead)
	for _, l := range learners {
		if l.begins.Before(l.ends) {
			s.of(l).chance(float64(flags)/float64(max(atRisk, 1)), days(l.begins, l.ends))
		}
	}
	return s
}

func (s *summary) of(l *learner) *group {
	if l.left {
		return &s.left
	}
	return &s.stayed
}

// chance adds a learner who is flagged with the same probability on each day until it happens.
func (g *group) chance(daily float64, days int) {
	if g.chanceAhead == nil {
		g.chanceAhead = map[int]float64{}
	}
	for day := range days {
		first := daily * math.Pow(1-daily, float64(day))
		g.byChance += first
		g.chanceAhead[days-day] += first
	}
}

// median is the middle of the days ahead; -1 when nobody was flagged.
func (g *group) median() int {
	if len(g.ahead) == 0 {
		return -1
	}
	return g.ahead[len(g.ahead)/2]
}

// chanceMedian is the number of days ahead which half of those flagged at random reach.
func (g *group) chanceMedian() int {
	sum := 0.0
	for _, n := range names(g.chanceAhead) {
		if sum += g.chanceAhead[n]; sum*2 >= g.byChance {
			return n
		}
	}
	return -1
}

func (s summary) print(out io.Writer) {
	fmt.Fprintf(out, "%s\n", s.playbook)
	fmt.Fprintf(out, "  %d of %d who left were flagged before (%.0f %%), in the median %d days ahead.\n",
		s.left.flagged, s.left.learners, percent(float64(s.left.flagged), s.left.learners), s.left.median())
	fmt.Fprintf(out, "  At random, as often per day: %.0f (%.0f %%), %d days ahead.\n",
		s.left.byChance, percent(s.left.byChance, s.left.learners), s.left.chanceMedian())
	fmt.Fprintf(out, "  %d of %d who stayed were flagged too (%.0f %%); at random %.0f (%.0f %%).\n",
		s.stayed.flagged, s.stayed.learners, percent(float64(s.stayed.flagged), s.stayed.learners),
		s.stayed.byChance, percent(s.stayed.byChance, s.stayed.learners))
	fmt.Fprintf(out, "  %d left before the course began, when nothing can be seen yet.\n\n", s.before)
}

func percent(part float64, whole int) float64 { return part / float64(max(whole, 1)) * 100 }
