package customer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// otherStatus tells of the triggers that watch facts or the clock.
func (t *evaluation) otherStatus(tr *triggerDef, s *TriggerStatus) {
	switch tr.Kind {
	case dsl.Becomes:
		t.becomesStatus(tr, s)
	case dsl.UsageLimit:
		t.usageLimitStatus(tr, s)
	case dsl.TierMove:
		moveStatus(tr, s, "the tier", t.s.Tier)
	case dsl.ScaleMove:
		moveStatus(tr, s, "the level of "+tr.Move.Scale, t.s.Scales[tr.Move.Scale])
	case dsl.SegmentMove:
		t.segmentStatus(tr, s)
	case dsl.OnDate:
		t.dateStatus(tr, s)
	case dsl.OnSchedule:
		s.Waits = "Fires at the times of its schedule."
		if tr.Schedule.Cron != "" {
			s.Waits = fmt.Sprintf("Fires at the times of the schedule %q.", tr.Schedule.Cron)
		}
	case dsl.Coverage:
		t.coverageStatus(tr, s)
	case dsl.Inactivity:
		t.inactivityStatus(tr, s)
	case dsl.Manual:
		s.Waits = "Fires when an operator or a call of the API enrols the account."
	case dsl.AfterPlaybook:
		s.Waits = fmt.Sprintf("Fires when a run of the playbook %s ends%s.", tr.Playbook.Playbook, outcomes(tr.Playbook.Outcomes))
	}
}

func outcomes(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " with the outcome " + either(words)
}

func (t *evaluation) becomesStatus(tr *triggerDef, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when %s becomes true.", strconv.Quote(tr.Becomes.Expression.Source()))
	if !tr.Becomes.After.IsZero() {
		s.Waits = fmt.Sprintf("Fires when %s has been true for %s.", strconv.Quote(tr.Becomes.Expression.Source()), tr.Becomes.After)
	}
	t.view.need(&tr.fact.needs)
	part := tr.fact.program.Explain(t.view.env())
	s.Condition = t.core.part(&part)
	st := t.state(tr)
	switch {
	case part.Problem != "":
		s.State = "It can't be evaluated."
	case !part.True:
		s.State = "It isn't true now."
	case st.Since.IsZero():
		s.State = "It is true."
	case st.Unnoticed:
		s.State = fmt.Sprintf("It was true already on %s, %s: that doesn't count. It fires when it was false and becomes true again.",
			t.forPeople(st.Since), quietly)
	case st.Fired:
		s.State = fmt.Sprintf("It has been true since %s and has fired. It fires again when it was false and becomes true again.", t.forPeople(st.Since))
	default:
		s.State = fmt.Sprintf("It has been true since %s.", t.forPeople(st.Since))
	}
}

// quietly is what brings on what isn't decided.
const quietly = "when the trigger was added or edited, history was imported, or the first event of its kind arrived in the workspace"

func (t *evaluation) usageLimitStatus(tr *triggerDef, s *TriggerStatus) {
	var shares []string
	for _, share := range tr.UsageLimit.Shares {
		shares = append(shares, showNumber(share)+" %")
	}
	value, limit := tr.UsageLimit.Value, tr.UsageLimit.Limit
	s.Waits = fmt.Sprintf("Fires when %s comes to %s of %s, each once until it falls back.", value.Source(), either(shares), limit.Source())
	amount, known := t.amount(tr, value)
	most, limited := t.amount(tr, limit)
	if !known || !limited || most <= 0 {
		s.State = "The value or the limit is missing."
		return
	}
	s.add("value", amount)
	s.add("limit", most)
	s.State = fmt.Sprintf("It is %s of %s, which is %s %%.", showNumber(amount), showNumber(most), showNumber(forPeople(amount/most*100)))
	for _, share := range tr.UsageLimit.Shares {
		if amount*100 < share*most {
			s.add("missing", rounded(share*most/100-amount))
			s.State += fmt.Sprintf(" It fires at %s: %s to go.", showNumber(share*most/100), showNumber(share*most/100-amount))
			return
		}
	}
}

// moveStatus tells of the triggers that wait for a move between levels.
func moveStatus(tr *triggerDef, s *TriggerStatus, what, level string) {
	s.Waits = fmt.Sprintf("Fires when %s changes", what)
	if len(tr.Move.Leaves) > 0 {
		s.Waits += " from " + either(tr.Move.Leaves)
	}
	if len(tr.Move.Enters) > 0 {
		s.Waits += " to " + either(tr.Move.Enters)
	}
	s.Waits += "."
	s.State = "It is unknown now."
	if level != "" {
		s.State = fmt.Sprintf("It is %s now.", level)
	}
}

func (t *evaluation) dateStatus(tr *triggerDef, s *TriggerStatus) {
	d := tr.Date
	switch {
	case d.Before != nil:
		s.Waits = fmt.Sprintf("Fires %s before %s.", d.Before, d.Date.Source())
	case d.After != nil:
		s.Waits = fmt.Sprintf("Fires %s after %s.", d.After, d.Date.Source())
	default:
		s.Waits = fmt.Sprintf("Fires on %s.", d.Date.Source())
	}
	value, err := t.eval(d.Date, &tr.needs)
	written, _ := value.(string)
	date, ok := t.core.moment(written)
	if err != nil || !ok {
		s.State = "The date is missing."
		return
	}
	at, over := t.core.dateMoment(tr, date)
	s.values = map[string]any{"date": written}
	s.State = fmt.Sprintf("The date is %s: it fires on %s.", t.core.wordText(written), t.forPeople(at))
	switch {
	case slices.Contains(t.state(tr).FiredFor, written):
		s.State = t.pastDateStatus(t.core.wordText(written), t.state(tr).Since)
	case !t.now.Before(over):
		s.State = fmt.Sprintf("The date is %s: that is past.", t.core.wordText(written))
	}
}

// pastDateStatus tells of a date for which nothing more comes.
func (t *evaluation) pastDateStatus(date string, fired time.Time) string {
	if fired.IsZero() {
		return fmt.Sprintf("The date is %s. Its moment had passed when the trigger was added, the history imported or the date set: "+
			"it fires when the date moves.", date)
	}
	return fmt.Sprintf("The date is %s. It fired on %s, and fires again when the date moves.", date, t.forPeople(fired))
}

func (t *evaluation) inactivityStatus(tr *triggerDef, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when no event %s has come for %s, once until it comes again.", tr.Inactivity.Event, tr.Inactivity.After)
	st := t.state(tr)
	since, what := t.inactiveSince(st), "The last one came on"
	switch {
	case st.Since.IsZero() && t.contact != "":
		what = "None has come since it became a contact of the account's on"
	case st.Since.IsZero():
		what = "None has come since the account's start on"
	}
	if since.IsZero() {
		s.State = "The account has not started."
		return
	}
	s.values = map[string]any{"since": expression.FormatTime(since)}
	s.State = fmt.Sprintf("%s %s.", what, t.forPeople(since))
	at := instant(t.core.hours.Add(since, tr.Inactivity.After))
	switch {
	case st.Unnoticed:
		s.State += fmt.Sprintf(" The time was over on %s already %s: that doesn't count. It fires after the next one.", t.forPeople(at), quietly)
	case st.Fired:
		s.State += fmt.Sprintf(" It fired on %s.", t.forPeople(at))
	default:
		s.State += fmt.Sprintf(" It fires on %s, in %s.", t.forPeople(at), spanOf(at.Sub(t.now)))
	}
}

// spanOf is a span for people, in its two largest units: a long one to the hour, one under a minute to the second.
func spanOf(span time.Duration) string {
	units := []struct {
		name string
		long time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}
	for len(units) > 2 && span < units[0].long {
		units = units[1:]
	}
	span = span.Round(units[1].long)
	var parts []string
	for _, unit := range units[:2] {
		if n := span / unit.long; n > 0 {
			parts = append(parts, count(float64(n), unit.name))
		}
		span %= unit.long
	}
	if len(parts) == 0 {
		return "a moment"
	}
	return strings.Join(parts, " and ")
}
