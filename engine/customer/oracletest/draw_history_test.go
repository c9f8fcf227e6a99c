package oracletest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
)

// start is two days before a change to summer time in Berlin, and the end of a quarter is near.
var start = time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC)

// pauses are how long nothing comes: within a bucket, over one, over days and over a month.
var pauses = []time.Duration{
	0, 0, time.Millisecond, 40 * time.Second, 7 * time.Minute, time.Hour, 2 * time.Hour, 5 * time.Hour, 13 * time.Hour,
	24 * time.Hour, 24 * time.Hour, 50 * time.Hour, 8 * 24 * time.Hour, 31 * 24 * time.Hour,
}

// next draws when the next entry comes: at random, or where it is most dangerous, at the very instant at which
// something could be due, or close to it.
func (st *scenario) next() time.Time {
	now := latest(st.now, st.state.Now)
	if n := len(st.log); n > 0 && st.log[n-1].Imported {
		now = now.Add(time.Millisecond) // What history moves is asked then, and something else may ask it in between.
	}
	if rapid.IntRange(0, 2).Draw(st.r, "when it is due") == 2 {
		due := rapid.SampledFrom(st.edges()).Draw(st.r, "due")
		at := due.Add(time.Duration(rapid.IntRange(-1, 1).Draw(st.r, "close")) * time.Millisecond)
		if at.After(now) {
			return at
		}
	}
	return now.Add(rapid.SampledFrom(pauses).Draw(st.r, "pause"))
}

// edges is the instants at which something could be due: the one that the core knows of, and what is as long
// after an entry as definitions speak of.
func (st *scenario) edges() []time.Time {
	all := []time.Time{st.core.Due(st.state)}
	for _, e := range st.log[max(0, len(st.log)-3):] {
		for _, length := range []time.Duration{time.Hour, 2 * time.Hour, 6 * time.Hour, 24 * time.Hour, 48 * time.Hour, 8 * 24 * time.Hour} {
			all = append(all, e.Time.Add(length))
		}
	}
	return all
}

// drawEntry is a random entry that comes at an instant. Running is the enrolments whose run is in progress, and
// playbooks those in which somebody may ask for an enrolment.
func drawEntry(r *rapid.T, now time.Time, running []customer.Decision, playbooks []string) customer.Entry {
	e := customer.Entry{Source: "test", Account: account, Received: now, Time: happened(r, now)}
	what := rapid.IntRange(0, 11).Draw(r, "what")
	switch {
	case what == 10:
		e.Type, e.Source, e.Time = customer.TypeEnrolment, customer.SourceTend, now
		e.Contact = rapid.SampledFrom(append(people, "")).Draw(r, "contact")
		e.Data = map[string]any{"playbook": rapid.SampledFrom(playbooks).Draw(r, "playbook")}
		if by := rapid.SampledFrom([]string{"", "hana", "ken"}).Draw(r, "by"); by != "" {
			e.Data["by"], e.Data["note"] = by, "now"
		}
	case what >= 9:
		e.Type, e.Source, e.Data = customer.TypeAccountUpdated, customer.SourceTend, update(r)
		e.Imported = rapid.IntRange(0, 7).Draw(r, "imported") == 7
	case what >= 6 && len(running) > 0:
		d := running[rapid.IntRange(0, len(running)-1).Draw(r, "run")]
		outcome := rapid.SampledFrom([]string{"completed", "failed"}).Draw(r, "outcome")
		e.Type, e.Source, e.Contact = customer.TypeRunFinished, customer.SourceTend, d.Contact
		e.Data = map[string]any{"playbook": d.Playbook, "run": customer.RunID(d.Occurrence), "outcome": outcome}
	default:
		event := drawEvent(r)
		e.Type, e.Contact, e.Data = event.Type, event.Contact, event.Data
		e.Imported = rapid.IntRange(0, 7).Draw(r, "imported") == 7
	}
	return e
}

// drawHistory is an imported event that comes at an instant.
func drawHistory(r *rapid.T, now time.Time) customer.Entry {
	e := drawEvent(r)
	e.Account, e.Received, e.Time, e.Imported = account, now, happened(r, now), true
	return e
}

// drawEvent is an event of the customer's.
func drawEvent(r *rapid.T) customer.Entry {
	e := customer.Entry{Source: "test", Type: rapid.SampledFrom(allEvents).Draw(r, "type")}
	if e.Type == "visit" || e.Type == "nps" {
		e.Contact = rapid.SampledFrom(people).Draw(r, "contact")
	}
	if n := rapid.IntRange(-1, 4).Draw(r, "n"); n >= 0 || e.Type == "nps" {
		e.Data = map[string]any{"n": float64(n)}
	}
	return e
}

// happened is when an entry of now happened: mostly now, else earlier, or by a clock that runs ahead.
func happened(r *rapid.T, now time.Time) time.Time {
	switch rapid.IntRange(0, 5).Draw(r, "late") {
	case 3:
		return now.Add(-rapid.SampledFrom(pauses).Draw(r, "late by"))
	case 4:
		return now.Add(-time.Duration(rapid.Int64Range(0, 40*24*3600).Draw(r, "late by")) * time.Second)
	case 5:
		return now.Add(time.Hour)
	}
	return now
}

// first is the entry with which most accounts begin.
func first(r *rapid.T) customer.Entry {
	return customer.Entry{
		Source: customer.SourceTend, Type: customer.TypeAccountUpdated, Account: account, Received: start, Time: start,
		Data: update(r),
	}
}

const account = "acme"

// people is contacts and, at times, unknown contacts.
var people = []string{"kim", "bo", "li"}

func update(r *rapid.T) map[string]any {
	data, attributes := map[string]any{}, map[string]any{}
	if n := rapid.IntRange(0, 5).Draw(r, "seats"); n > 0 {
		attributes["seats"] = float64(n)
	}
	attributes["status"] = rapid.SampledFrom([]string{"customer", "customer", "customer", "trial"}).Draw(r, "status")
	if days := rapid.IntRange(-1, 12).Draw(r, "renewal"); days >= 0 {
		attributes["renewal"] = start.AddDate(0, 0, days).Format(time.DateOnly)
	}
	if rapid.IntRange(0, 3).Draw(r, "attributes") < 3 {
		data["attributes"] = attributes
	}
	if rapid.Bool().Draw(r, "contacts") {
		contacts := []any{}
		for _, id := range people[:rapid.IntRange(0, len(people)).Draw(r, "people")] {
			role := rapid.SampledFrom([]string{"champion", "user"}).Draw(r, "role")
			attributes := map[string]any{"role": role}
			if days := rapid.IntRange(-1, 12).Draw(r, "joined"); days >= 0 {
				attributes["joined"] = start.AddDate(0, 0, days).Format(time.DateOnly)
			}
			contacts = append(contacts, map[string]any{"id": id, "attributes": attributes})
		}
		data["contacts"] = contacts
	}
	return data
}

// numbered returns an entry its place in the log, and an identity if it has none.
func numbered(e customer.Entry, n int) customer.Entry {
	e.Seq = int64(n)
	if e.ID == "" {
		e.ID = fmt.Sprint("e", n)
	}
	return e
}
