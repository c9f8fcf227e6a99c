package expression

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Problem is a mistake in an expression or a template, for the person who wrote it.
type Problem struct {
	// Start and End are byte offsets in the source text: what is wrong is src[Start:End].
	Start, End int
	// Summary is a short line; Detail is sentences that say what to write instead.
	Summary, Detail string
	// Suggestion is what to write instead of src[Start:End], where one thing was probably meant; else empty.
	Suggestion string
	// Path is the chain of names whose last one isn't known, when that is the mistake and it is known what
	// it is a member of; a name alone when it is the first.
	Path []string
	// Warning marks what is allowed but probably not meant.
	Warning bool
}

// String is the problem on one line.
func (p Problem) String() string {
	return fmt.Sprintf("%d-%d: %s: %s", p.Start, p.End, p.Summary, p.Detail)
}

// failed reports whether one of the problems is more than a warning.
func failed(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning })
}

// tidy sorts problems by place and drops repetitions: the parser shares nodes, as in `1 < x < 3`.
func tidy(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool {
		return a.Start == b.Start && a.End == b.End && a.Summary == b.Summary && a.Detail == b.Detail
	})
}

// offsets converts expr's positions, which count characters, to bytes.
type offsets []int

func newOffsets(src string) offsets {
	o := make(offsets, 0, utf8.RuneCountInString(src)+1)
	for i := range src {
		o = append(o, i)
	}
	return append(o, len(src))
}

func (o offsets) byte(char int) int { return o[min(max(char, 0), len(o)-1)] }
