package calendar

import (
	"math"
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

// shortBusiness is units of business time as people shorten them.
var shortBusiness = map[string]string{"bd": "day", "bh": "hour"}

// pieces is a duration of several units, or of a part of one; piece is one of them.
var (
	pieces = regexp.MustCompile(`^(?:\d{1,4}(?:\.\d{1,2})?[smhdw] *)+$`)
	piece  = regexp.MustCompile(`([\d.]+)([smhdw])`)
)

// added is the sum of a duration's pieces in the largest unit that has a whole number of them: "36h" for
// "1d12h". Empty when the text isn't one.
func added(s string) string {
	if !pieces.MatchString(s) {
		return ""
	}
	sum := 0.0
	for _, m := range piece.FindAllStringSubmatch(s, -1) {
		n, _ := strconv.ParseFloat(m[1], 64) // The pattern lets only numbers through.
		sum += n * letters[m[2]].length().Seconds()
	}
	for _, unit := range []string{"w", "d", "h", "m", "s"} {
		n := sum / letters[unit].length().Seconds()
		if n == math.Trunc(n) && n > 0 {
			return strconv.Itoa(int(n)) + unit
		}
	}
	return ""
}

// Meant is the duration that a text which Parse refuses was probably meant to be, as Parse reads it;
// empty when that can't be told: M is minutes to some and months to others.
func Meant(s string) string {
	if strings.HasSuffix(s, "M") {
		return ""
	}
	s = strings.ToLower(strings.TrimSpace(s))
	m := loose.FindStringSubmatch(s)
	if m == nil {
		return added(s)
	}
	if long := shortBusiness[m[3]]; long != "" && m[2] == "" {
		m[2], m[3] = "business", long
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
