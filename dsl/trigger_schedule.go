package dsl

import (
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// OnSchedule triggers fire when the clock says so.
const OnSchedule TriggerKind = "schedule"

// ScheduleTrigger fires at times of the clock, for everyone who satisfies the trigger's condition.
type ScheduleTrigger struct {
	// Cron is five fields or a descriptor such as "@monthly", in the workspace's zone; empty: once, at At.
	Cron string
	At   time.Time
	// Spread is the time over which the customers are spread; zero: all at once.
	Spread calendar.Duration

	cron *calendar.Schedule
}

// Next is the schedule's first instant after one, for an account at the beginning of the spread; zero: none
// any more.
func (t *ScheduleTrigger) Next(after time.Time, zone *time.Location) time.Time {
	switch {
	case t.cron != nil:
		return t.cron.Next(after, zone)
	case t.At.After(after):
		return t.At
	}
	return time.Time{}
}

var scheduleSchema = &schema{
	word: "trigger", kind: "schedule", labels: []string{"KIND"},
	doc: "The clock says so: again and again by `cron`, or once, `at` a moment; for everyone who satisfies `when`.",
	attrs: []attr{
		{name: "cron", kind: kindString, example: `"0 9 1 * *"`, doc: "Minute, hour, day of the month, month and day of the week, in the workspace's zone; or `@hourly`, `@daily` (or `@midnight`), `@weekly`, `@monthly`, `@yearly` (or `@annually`). Lists (`1,15`), ranges (`9-17`), steps (`*/15`, `9-17/2`, or `5/10` for every tenth from the fifth on) and English names of three letters (`mon`, `jan`) are written as in a crontab; Sunday is 0 or 7, `?` is the same as `*`, and what is named twice counts once. A range doesn't go over the end (`fri,sat,sun,mon` and not `fri-mon`), and there are no seconds, no `L`, `W` or `#`. Where both a day of the month and one of the week are named, either will do; a field that is `*` or `?` names none, and `*/2` names every other day. Where clocks are put forward over it, it comes as much later; where they show it twice, it comes once."},
		{name: "at", kind: kindString, example: `"2026-07-01 09:00"`, doc: "One moment, in the workspace's zone unless it names another: a date, with a time of day if it isn't midnight."},
		{name: "spread", kind: kindClock, example: `"4h"`, doc: "Spreads the customers evenly over so much time, to smear the load; each has a place of its own that stays."},
		triggerWhen(`"tier == 'low'"`),
	},
	example: `trigger "schedule" {
  cron   = "0 9 1 * *"
  when   = "tier == 'low'"
  spread = "4h"
}`,
}

func (*ScheduleTrigger) schema() *schema { return scheduleSchema }

func (t *ScheduleTrigger) decode(d *triggerDecoder) {
	d.t.Schedule = t
	var at any = t.At // As it is written, so that it is the same trigger when the zone is edited.
	d.contact = d.playbook.PerContact
	switch {
	case d.has("cron") == d.has("at"):
		d.reportMissing(diag.CodeOneOf, []string{"cron", "at"}, "Either again and again or once", "A schedule has either \"cron\", such as \"0 9 1 * *\", or \"at\", one moment such as \"2026-07-01 09:00\".")
	case d.has("cron"):
		if cron, ok := d.lookupStr("cron"); ok {
			t.Cron = strings.Join(strings.Fields(cron), " ")
			t.cron = d.readCron(cron)
		}
	default:
		t.At = d.instant("at")
		at, _ = d.lookupStr("at")
	}
	if spread := d.plainDuration("spread"); spread != nil {
		t.Spread = *spread
	}
	d.when()
	d.decides(content{"cron": t.Cron, "at": at, "spread": t.Spread})
}

func (t *ScheduleTrigger) once() bool { return t.Cron == "" }

func (d *triggerDecoder) readCron(s string) *calendar.Schedule {
	schedule, err := calendar.ParseSchedule(s)
	switch {
	case err != nil:
		d.l.Errorf(diag.CodeValue, d.at("cron"), "Not a schedule", "%v. Write minute, hour, day of the month, month and day of the week, such as \"0 9 1 * *\" for nine o'clock on every first of a month.", err)
	case schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC).IsZero():
		d.l.Errorf(diag.CodeNeverFires, d.at("cron"), "Trigger that never fires", "No day of the calendar is meant by %q.", s)
	default:
		return schedule
	}
	return nil
}

// instants are the forms in which a moment of the workspace's zone can be written.
var instants = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly}

// instant reads a moment, in the workspace's zone unless it names another; zero when it can't be read.
func (b *block) instant(name string) time.Time {
	s, ok := b.lookupStr(name)
	if at, err := expression.ParseTime(s); err == nil {
		return at.UTC()
	}
	for _, form := range instants {
		if at, err := time.ParseInLocation(form, s, b.l.ws.Hours.Zone()); err == nil {
			return at.UTC()
		}
	}
	if ok {
		b.l.Errorf(diag.CodeValue, b.at(name), "Not a moment", "%q isn't a moment: write a date, or a date with a time of day, such as \"2026-07-01 09:00\".", s)
	}
	return time.Time{}
}
