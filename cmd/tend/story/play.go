package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// openAccounts creates the dozen customers.
func (s *story) openAccounts(ctx context.Context) error {
	for _, c := range s.cast() {
		if err := s.put(ctx, c); err != nil {
			return err
		}
		s.narrator.names[c.id] = c.name
	}
	return nil
}

func (s *story) put(ctx context.Context, c customer) error {
	status := c.status
	if status == "" {
		status = "customer"
	}
	return s.client.call(ctx, http.MethodPut, "/v1/accounts/"+c.id, map[string]any{
		"name":       c.name,
		"attributes": map[string]any{"status": status, "ltv": c.ltv, "seats": c.seats, "csm": c.csm, "renewal_date": "2027-01-31"},
		"contacts":   c.contacts(),
	}, nil)
}

// playDay sends what happens at every customer's on one day.
func (s *story) playDay(ctx context.Context, day int) error {
	var all []event
	for _, c := range s.cast() {
		all = append(all, s.ofDay(c, day)...)
	}
	return s.send(ctx, all)
}

func (s *story) send(ctx context.Context, all []event) error {
	if len(all) == 0 {
		return nil
	}
	var report struct {
		Accepted int `json:"accepted"`
	}
	if err := s.client.call(ctx, http.MethodPost, "/v1/events", all, &report); err != nil {
		return err
	}
	if report.Accepted != len(all) {
		return fmt.Errorf("the engine took %d of %d events", report.Accepted, len(all))
	}
	s.accepted += report.Accepted
	return nil
}

// ofDay returns a customer's events of a day.
func (s *story) ofDay(c customer, day int) []event {
	var all []event
	add := func(eventType, contact string, data map[string]any) {
		all = append(all, event{
			ID: fmt.Sprintf("%s-%d-%s-%d", c.id, day, eventType, len(all)), Source: "story", Type: eventType,
			Account: c.id, Contact: contact, Time: Start.AddDate(0, 0, day), Data: data,
		})
	}
	if day < c.joins {
		return nil
	}
	if c.joins > 0 {
		switch {
		case day == c.joins:
			add("contract_signed", "", map[string]any{"plan": "team"})
		case day == c.joins+2:
			add("meeting.held", "", map[string]any{"purpose": "kickoff"})
		case day == c.joins+4 && c.id == delta:
			add("integration_connected", "", map[string]any{"integration": "mailbox"})
		}
	}
	if day == 1 && c.nps > 0 {
		add("nps_response", c.id+"-1", map[string]any{"score": c.nps})
	}
	if c.id == aoba && (day == 32 || day == 33) {
		add("ticket_opened", "", map[string]any{"subject": "Search finds nothing", "severity": "urgent"})
	}
	times := 1
	if c.logins != nil {
		times = c.logins(day)
	}
	for user := range min(c.users(day), c.seats) {
		for range times {
			add("login", fmt.Sprintf("%s-%d", c.id, user+1), nil)
		}
	}
	return all
}

// react lets the story's people act once their cause has come about.
func (s *story) react(ctx context.Context) error {
	s.noteCauses()
	if cause := s.day("help mail"); cause >= 0 && s.played > cause && s.day("cedar connected") < 0 {
		// A day after the help mail came, the customer follows its link.
		s.note("cedar connected")
		s.narrator.say(s.now, cedar, "follows the link in the mail and connects")
		return s.send(ctx, []event{{
			ID: "cedar-connected", Source: "story", Type: "integration_connected", Account: cedar,
			Time: s.now, Data: map[string]any{"integration": "shop"},
		}})
	}
	if cause := s.day("aoba's task"); cause >= 0 && s.played > cause && s.day("aoba's task done") < 0 {
		return s.review(ctx)
	}
	return nil
}

// noteCauses records the causes that people wait for.
func (s *story) noteCauses() {
	for _, m := range s.seen.mails {
		if strings.Contains(m.To, "@cedar.example") && strings.HasPrefix(m.Subject, "Shall we connect") {
			s.note("help mail")
		}
		if strings.Contains(m.To, "@aoba.example") && strings.Contains(m.Subject, "works with Brightdesk") {
			s.note("meeting")
		}
	}
	for _, t := range s.seen.tasks {
		if t.Account == aoba && t.Step == "review" {
			s.note("aoba's task")
		}
	}
	enrolled := false
	for _, d := range s.seen.decisions {
		enrolled = enrolled || d.Account == books && d.Outcome == "enrolled"
	}
	if health := s.seen.books.Health; enrolled && health != nil && health.Band != "green" {
		s.note("books left green")
	}
}

// review is Hana's: the day after the task came she has asked around, and says why.
func (s *story) review(ctx context.Context) error {
	for _, t := range s.seen.tasks {
		if t.Account != aoba || t.Step != "review" || t.Status != "open" {
			continue
		}
		s.note("aoba's task done")
		s.narrator.say(s.now, aoba, "Hana has asked around and completes her task: it is the product")
		return s.client.call(ctx, http.MethodPost, "/v1/tasks/"+t.ID+"/complete",
			map[string]any{"answers": map[string]string{"cause": "product"}}, nil)
	}
	return nil
}
