package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/engine/api"
)

// enrolmentCounts counts the outcomes of a request.
type enrolmentCounts struct {
	scanned, failed, repeated int
	// outcomes is how many there are of each outcome, with the reason of those that were refused.
	outcomes map[string]int
}

func (n *enrolmentCounts) add(part api.Enrolments) {
	n.scanned += part.Looked
	for _, one := range part.Items {
		switch {
		case one.Problem != "":
			n.failed++
		case one.Repeated:
			n.repeated++
		default:
			n.count(one)
		}
	}
}

func (n *enrolmentCounts) count(one api.Enrolment) {
	outcome := one.Outcome
	if one.Reason != "" {
		outcome += " (" + one.Reason + ")"
	}
	if n.outcomes == nil {
		n.outcomes = map[string]int{}
	}
	n.outcomes[outcome]++
}

// sentence returns the counts: "Of 12 accounts: 3 enrolled, 9 skipped (condition)."
func (n *enrolmentCounts) sentence(r api.EnrolmentRequest) string {
	var parts []string
	for _, outcome := range slices.Sorted(maps.Keys(n.outcomes)) {
		parts = append(parts, fmt.Sprintf("%d %s", n.outcomes[outcome], outcome))
	}
	if n.repeated > 0 {
		parts = append(parts, fmt.Sprintf("%d asked before", n.repeated))
	}
	if n.failed > 0 {
		parts = append(parts, fmt.Sprintf("%d not decided", n.failed))
	}
	if len(parts) == 0 {
		parts = append(parts, "nobody")
	}
	text := fmt.Sprintf("Of %s: %s.", countOf(n.scanned, "account"), strings.Join(parts, ", "))
	if r.Preview {
		return "A preview: nothing was changed. " + text
	}
	return text + " Request " + r.Request + "."
}
