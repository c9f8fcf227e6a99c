package calendar

import (
	"regexp"
	"strconv"
	"strings"
)

// loose is a number and a word, as people write durations elsewhere.
var loose = regexp.MustCompile(`^(\d+)[ -]*(business|working|work|)[ -]*([a-z]+)\.?$`)

// looseUnits is words for units, without the s of several. Months and years have no fixed length: what
// stands for them is what is mostly meant.
var looseUnits = map[string]struct {
	times int
	unit  string
}{
	"s": {1, "s"}, "sec": {1, "s"}, "second": {1, "s"},
	"m": {1, "m"}, "min": {1, "m"}, "minute": {1, "m"},
	"h": {1, "h"}, "hr": {1, "h"}, "hour": {1, "h"},
	"d": {1, "d"}, "day": {1, "d"},
	"w": {1, "w"}, "wk": {1, "w"}, "week": {1, "w"},
	"month": {30, "d"}, "quarter": {90, "d"}, "year": {365, "d"}, "y": {365, "d"},
}

// Meant is the duration that a text which Parse refuses was probably meant to be, as Parse reads it;
// empty when that can't be told: M is minutes to some and months to others.
func Meant(s string) string {
	if strings.HasSuffix(s, "M") {
		return ""
	}
	m := loose.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil {
		return ""
	}
	word := strings.TrimSuffix(m[3], "s")
	if word == "" {
		word = m[3]
	}
	u, known := looseUnits[word]
	n, err := strconv.Atoi(m[1])
	switch {
	case !known || err != nil || n > 10_000:
		return ""
	case m[2] == "":
		return strconv.Itoa(n*u.times) + u.unit
	case u.unit == "d" && u.times == 1:
		return Duration{N: n, Unit: BusinessDay}.String()
	case u.unit == "h":
		return Duration{N: n, Unit: BusinessHour}.String()
	}
	return ""
}
