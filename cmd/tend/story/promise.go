package story

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// promise is something that the story says will happen.
type promise struct {
	text string
	kept bool
}

// promised compares what the story promises with what the engine shows.
func (s *story) promised() []promise {
	return []promise{
		{"every new customer is welcomed by mail", s.mailed("@cedar.example", "Welcome to") && s.mailed("@delta.example", "Welcome to")},
		{"an onboarding stalls and is noticed", s.decided(cedar, "onboarding_rescue", "enrolled", "")},
		{"the mail rescues it", s.line(cedar, "onboarding_rescue", "connected", "matched") && s.mailed("@cedar.example", "You are connected")},
		{"a health score falls and is noticed", s.decided(aoba, "rescue_health_drop", "enrolled", "")},
		{"the CSM's task is made and completed", s.line(aoba, "rescue_health_drop", "review", "matched")},
		{"a meeting is requested", s.mailed("@aoba.example", "works with Brightdesk")},
		{"a customer recovers and leaves the play", s.ended(books, "rescue_health_drop", "exited")},
		{"one who fell again too soon is left alone", s.decided(aoba, "rescue_health_drop", "skipped", "cooldown")},
		{"one whom the playbook isn't for is skipped", s.decided(cafe, "rescue_health_drop", "skipped", "condition")},
		{"one who isn't a customer is skipped", s.decided(garden, "rescue_health_drop", "skipped", "not_a_customer")},
	}
}

func (s *story) mailed(to, subject string) bool {
	return slices.ContainsFunc(s.seen.mails, func(m mail) bool {
		return strings.Contains(m.To, to) && strings.Contains(m.Subject, subject)
	})
}

func (s *story) decided(who, playbook, outcome, reason string) bool {
	return slices.ContainsFunc(s.seen.decisions, func(d decision) bool {
		return d.Account == who && d.Playbook == playbook && d.Outcome == outcome && d.Reason == reason
	})
}

func (s *story) line(who, playbook, step, what string) bool {
	for _, r := range s.seen.runs {
		if r.Account != who || r.Playbook != playbook {
			continue
		}
		for _, line := range r.Timeline {
			if line.Step == step && line.Code == what {
				return true
			}
		}
	}
	return false
}

func (s *story) ended(who, playbook, outcome string) bool {
	for _, r := range s.seen.runs {
		if r.Account == who && r.Playbook == playbook && r.Outcome == outcome {
			return true
		}
	}
	return false
}

// promises writes which promises were kept, and reports whether all were.
func (t *narrator) promises(s *story) bool {
	all := true
	fmt.Fprintln(t.out, "\nWhat the story promised")
	for _, p := range s.promised() {
		mark := "✓"
		if !p.kept {
			mark, all = "✗", false
		}
		fmt.Fprintf(t.out, "  %s %s\n", mark, p.text)
	}
	return all
}

// summary writes the story in numbers.
func (t *narrator) summary(s *story) {
	skips, enrolled := map[string]int{}, 0
	for _, d := range s.seen.decisions {
		if d.Outcome == "enrolled" {
			enrolled++
		} else {
			skips[d.Reason] += d.Count
		}
	}
	meetings, finished := 0, 0
	for _, r := range s.seen.runs {
		if r.Status == "finished" {
			finished++
		}
		for _, line := range r.Timeline {
			if line.Code == "done" && strings.HasPrefix(line.Text, "Meeting ") {
				meetings++
			}
		}
	}
	var reasons []string
	total := 0
	for _, reason := range slices.Sorted(maps.Keys(skips)) {
		reasons = append(reasons, fmt.Sprintf("%s %d", reason, skips[reason]))
		total += skips[reason]
	}
	fmt.Fprintf(t.out, "\n%d days in numbers\n", Days)
	fmt.Fprintf(t.out, "  events      %d\n", s.accepted)
	fmt.Fprintf(t.out, "  enrolments  %d\n", enrolled)
	fmt.Fprintf(t.out, "  skips       %d (%s)\n", total, strings.Join(reasons, ", "))
	fmt.Fprintf(t.out, "  mails       %d\n", len(s.seen.mails))
	fmt.Fprintf(t.out, "  tasks       %d\n", len(s.seen.tasks))
	fmt.Fprintf(t.out, "  meetings    %d\n", meetings)
	fmt.Fprintf(t.out, "  workflows   %d, of which %d have ended\n", len(s.seen.runs), finished)
}
