package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// field is the numbers that a part of a schedule means.
type field struct {
	numbers uint64 // a bit for each
	all     bool   // it is written as all of them
}

func (f field) has(n int) bool { return f.numbers&(1<<n) != 0 }

// fieldKind is what a part of a schedule is about.
type fieldKind struct {
	name        string
	first, last int
	names       []string // of the first and those after it
	sunday      bool     // its first number is also written as the one after the last
}

var fieldKinds = [...]fieldKind{
	{name: "a minute", last: 59},
	{name: "an hour", last: 23},
	{name: "a day of the month", first: 1, last: 31},
	{name: "a month", first: 1, last: 12, names: strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
	{name: "a day of the week", last: 6, names: strings.Fields("sun mon tue wed thu fri sat"), sunday: true},
}

// parse reads a list of ranges. What is empty between commas means nothing.
func (k fieldKind) parse(s string) (field, error) {
	var f field
	for item := range strings.SplitSeq(s, ",") {
		if item == "" {
			continue
		}
		numbers, all, err := k.span(item)
		if err != nil {
			return field{}, err
		}
		f.numbers, f.all = f.numbers|numbers, f.all || all
	}
	if k.sunday {
		f.numbers |= f.numbers >> 7 & 1
	}
	return f, nil
}

// span reads one number, or a range with or without a step: "5", "1-5", "*/15", "10-50/20", "5/10" for every
// tenth from the fifth on.
func (k fieldKind) span(s string) (numbers uint64, all bool, err error) {
	span, stepText, stepped := strings.Cut(s, "/")
	from, to, ranged := strings.Cut(span, "-")
	low, high, step := k.first, k.last, 1
	all = from == "*" || from == "?"
	if !all {
		if low, err = k.number(from, s); err != nil {
			return 0, false, err
		}
		switch {
		case ranged:
			if high, err = k.number(to, s); err != nil {
				return 0, false, err
			}
		case !stepped:
			high = low
		}
	}
	if stepped {
		if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
			return 0, false, fmt.Errorf("%q has no step of 1 or more", s)
		}
	}
	if low > high {
		return 0, false, fmt.Errorf("%q ends before it begins", s)
	}
	for n := low; n <= high; n += min(step, k.last+1) {
		numbers |= 1 << n
	}
	return numbers, all && step == 1, nil
}

// number reads one number, or the name of one.
func (k fieldKind) number(s, in string) (int, error) {
	if i := slices.Index(k.names, strings.ToLower(s)); i >= 0 {
		return k.first + i, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < k.first || n > k.last && !(k.sunday && n == k.last+1) {
		return 0, fmt.Errorf("%q isn't %s: that is %d to %d", in, k.name, k.first, k.last)
	}
	return n, nil
}
