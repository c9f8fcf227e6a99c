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
	name, many  string
	first, last int
	names       []string // of the first and those after it; a longer form begins with it
	sunday      bool     // its first number is also written as the one after the last
}

var fieldKinds = [...]fieldKind{
	{name: "a minute", many: "minutes", last: 59},
	{name: "an hour", many: "hours", last: 23},
	{name: "a day of the month", many: "days of the month", first: 1, last: 31},
	{
		name: "a month", many: "months", first: 1, last: 12,
		names: strings.Fields("january february march april may june july august september october november december"),
	},
	{
		name: "a day of the week", many: "days of the week", last: 6, sunday: true,
		names: strings.Fields("sunday monday tuesday wednesday thursday friday saturday"),
	},
}

// short is how many letters of a name are written.
const short = 3

// parse reads a list of ranges.
func (k fieldKind) parse(s string) (field, error) {
	var f field
	items := strings.Split(s, ",")
	for _, item := range items {
		if item == "" {
			return field{}, fmt.Errorf("%q isn't a list of %s, as nothing stands beside a comma%s", s, k.many, instead(slices.DeleteFunc(items, blank)))
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

func blank(item string) bool { return item == "" }

// instead is what to write for a list that was refused; empty when there is nothing in it.
func instead(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return fmt.Sprintf(": write %q", strings.Join(items, ","))
}

// span reads one number, or a range with or without a step: "5", "1-5", "*/15", "10-50/20", "5/10" for every
// tenth from the fifth on.
func (k fieldKind) span(s string) (numbers uint64, all bool, err error) {
	span, stepText, stepped := strings.Cut(s, "/")
	low, high, all, err := k.ends(span, s, stepped)
	if err != nil {
		return 0, false, err
	}
	step := 1
	if stepped {
		if step, err = digits(stepText); err != nil || step < 1 || step > k.last-k.first {
			return 0, false, fmt.Errorf("%q isn't a step of %s: after \"/\" comes 1 to %d", s, k.many, k.last-k.first)
		}
	}
	if low > high {
		return 0, false, fmt.Errorf("%q isn't a range of %s, as it ends before it begins%s", s, k.many, instead(k.around(span, low, high, step)))
	}
	for n := low; n <= high; n += step {
		numbers |= 1 << n
	}
	return numbers, all && step == 1, nil
}

// ends reads the first and the last number of a span of the text in.
func (k fieldKind) ends(span, in string, stepped bool) (low, high int, all bool, err error) {
	from, to, ranged := strings.Cut(span, "-")
	switch all = from == "*" || from == "?"; {
	case all && ranged:
		return 0, 0, false, fmt.Errorf("%q isn't a range of %s, as %q is all of them%s", in, k.many, from, k.upTo(to))
	case all:
		return k.first, k.last, true, nil
	}
	if low, err = k.number(from, in); err != nil {
		return 0, 0, false, err
	}
	switch {
	case ranged:
		high, err = k.number(to, in)
	case stepped:
		low, high = k.first+(low-k.first)%(k.last-k.first+1), k.last // Sunday is the first day here.
	default:
		high = low
	}
	return low, high, false, err
}

// upTo is what to write for all numbers up to one.
func (k fieldKind) upTo(s string) string {
	if _, err := k.number(s, s); err != nil {
		return instead([]string{"*"})
	}
	return instead([]string{strconv.Itoa(k.first) + "-" + s})
}

// mostListed is how many numbers a list in a message has; more are two ranges.
const mostListed = 7

// around is the list that means what a range over the end and on from the beginning would mean.
func (k fieldKind) around(span string, low, high, step int) []string {
	byName := len(k.names) > 0 && strings.Trim(span[:1], "0123456789") != ""
	count := k.last - k.first + 1
	var list []string
	for n := low; n <= high+count; n += step {
		list = append(list, k.written(k.first+(n-k.first)%count, byName))
	}
	if step > 1 || len(list) <= mostListed {
		return list
	}
	return []string{k.fromTo(low, k.last, byName), k.fromTo(k.first, high, byName)}
}

// fromTo is a range, or the one number that it has.
func (k fieldKind) fromTo(low, high int, byName bool) string {
	if low == high {
		return k.written(low, byName)
	}
	return k.written(low, byName) + "-" + k.written(high, byName)
}

func (k fieldKind) written(n int, byName bool) string {
	if byName {
		return k.names[n-k.first][:short]
	}
	return strconv.Itoa(n)
}

// number reads one number, or the name of one.
func (k fieldKind) number(s, in string) (int, error) {
	if i := k.named(s); i >= 0 && len(s) == short {
		return k.first + i, nil
	}
	n, err := digits(s)
	if err != nil || n < k.first || n > k.last && !(k.sunday && n == k.last+1) {
		return 0, fmt.Errorf("%q isn't %s: that is %s%s", in, k.name, k.takes(), k.hint(s))
	}
	return n, nil
}

// digits reads a number of one or two digits: "00" and "09" are 0 and 9.
func digits(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 8)
	if len(s) > 2 {
		return 0, strconv.ErrRange
	}
	return int(n), err
}

// named is which of the names begins with the text, which has as many letters as are written or more.
func (k fieldKind) named(s string) int {
	return slices.IndexFunc(k.names, func(name string) bool {
		return len(s) >= short && strings.HasPrefix(name, strings.ToLower(s))
	})
}

// takes is what the field may be.
func (k fieldKind) takes() string {
	last := len(k.names) - 1
	switch {
	case k.sunday:
		return fmt.Sprintf("%d to %d (Sunday is both), or %s to %s", k.first, k.last+1, k.written(k.first, true), k.written(k.last, true))
	case last > 0:
		return fmt.Sprintf("%d to %d, or %s to %s", k.first, k.last, k.written(k.first, true), k.written(k.last, true))
	}
	return fmt.Sprintf("%d to %d", k.first, k.last)
}

// hint says what to write for a name in a longer form, or that another part takes it.
func (k fieldKind) hint(s string) string {
	s = strings.TrimSuffix(strings.ToLower(s), ".")
	for _, other := range fieldKinds {
		i := other.named(s)
		switch {
		case i < 0:
		case other.name == k.name:
			return fmt.Sprintf("; write %q", other.names[i][:short])
		default:
			return fmt.Sprintf("; %q is %s, which has a part of its own", other.names[i][:short], other.name)
		}
	}
	return ""
}
