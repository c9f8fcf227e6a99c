package dsl

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// Rate is how often something may happen: N times per period.
type Rate struct {
	N int
	// Period is a period of the calendar; empty: Over.
	Period Period
	// Over is any so long time.
	Over calendar.Duration
}

// parseRate reads "100 per month" or "3 per 7d".
func parseRate(s string) (Rate, error) {
	wrong := fmt.Errorf("%q isn't a number per time: write it as in \"100 per month\" or \"3 per 7d\"", s)
	number, period, ok := strings.Cut(s, " per ")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if !ok || err != nil || n < 1 {
		return Rate{}, wrong
	}
	period = strings.TrimSpace(period)
	if slices.Contains(periods, period) {
		return Rate{N: n, Period: Period(period)}, nil
	}
	d, err := calendar.Parse(period)
	if err != nil || d.IsZero() || d.Business() {
		return Rate{}, wrong
	}
	return Rate{N: n, Over: d}, nil
}

// String is the form in which a rate is written.
func (r Rate) String() string {
	if r.Period != "" {
		return fmt.Sprintf("%d per %s", r.N, r.Period)
	}
	return fmt.Sprintf("%d per %s", r.N, r.Over)
}

// length is how long the time is that it counts in, at most.
func (r Rate) length() time.Duration {
	if r.Period != "" {
		return r.Period.length()
	}
	return r.Over.Plain()
}

// MarshalText writes the form in which a rate is written.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// rate reads a rate; nil when it isn't written or wrong.
func (b *block) rate(name string) *Rate {
	s := b.str(name)
	if s == "" {
		return nil
	}
	r, err := parseRate(s)
	if err != nil {
		b.l.Errorf(diag.CodeValue, b.at(name), "Not a rate", "%v. %s", err, suggestRate(s))
		return nil
	}
	return &r
}

// rates reads one rate or a list of them.
func (b *block) rates(name string) []Rate {
	var all []Rate
	for i, s := range b.strOrStrs(name) {
		r, err := parseRate(s)
		if err != nil {
			b.l.Errorf(diag.CodeValue, b.itemAt(name, i), "Not a rate", "%v. %s", err, suggestRate(s))
			continue
		}
		all = append(all, r)
	}
	return all
}

// looseRate is a number per time as people write it elsewhere.
var looseRate = regexp.MustCompile(`^(\d+) *(?:x |times )? *(?:/|per |a |an |each |every |in ) *(.+)$`)

// suggestRate helps with what is no rate.
func suggestRate(given string) diag.Hint {
	m := looseRate.FindStringSubmatch(given)
	if m == nil {
		return diag.Hint{}
	}
	near := m[1] + " per " + m[2]
	if _, err := parseRate(near); err != nil {
		near = m[1] + " per " + calendar.Meant(m[2])
	}
	if _, err := parseRate(near); err != nil {
		return diag.Hint{}
	}
	return diag.Hint{Given: given, Near: near, Sentence: fmt.Sprintf("Did you mean %q?", near)}
}
