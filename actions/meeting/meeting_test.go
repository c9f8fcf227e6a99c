package meeting_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/meeting"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/dsl/calendar"
)

func definition(t *testing.T, url string) actions.Definition {
	t.Helper()
	sender, err := smtp.New(smtp.Config{URL: url})
	require.NoError(t, err)
	d, err := meeting.New(sender)
	require.NoError(t, err)
	return d
}

func arguments() map[string]any {
	return map[string]any{
		"organizer": "花 <hana@example.com>",
		"attendees": []actions.Contact{
			{ID: "kenji", Name: "田中 健二", Email: "kenji@acme.example"},
			{ID: "oona", Name: `O'Brien, "Oona"; x:y`, Email: "oona@acme.example"},
		},
		"duration": "45m", "within": "2026-04-10T09:00:00.000Z", "purpose": "checkup",
		"subject": "Acme, Inc.; さまとの定期確認\r\nATTENDEE:mailto:x@y.example",
		"agenda":  "1. Usage, health\r\n2. Plans; budget\r\nEND:VEVENT\\n",
	}
}

func subject(faults ...actionstest.Fault) func(t *testing.T) actionstest.Subject {
	return actionstest.Mailing(definition, arguments, faults...)
}

func with(name string, value any) func(t *testing.T) actionstest.Subject {
	return actionstest.With(subject(), name, value)
}

func TestMeetingConforms(t *testing.T) {
	t.Parallel()
	actionstest.Conform(t, subject(),
		actionstest.Trouble{Name: "no room in time", Subject: with("within", "2026-04-06T02:59:00Z"), Permanent: true, Says: "have no room for a meeting of 45m"},
		actionstest.Trouble{Name: "longer than the office is open", Subject: with("duration", "10h"), Permanent: true, Says: "have no room for a meeting of 10h"},
		actionstest.Trouble{Name: "longer than a day", Subject: with("duration", "3d"), Permanent: true, Says: "longer than a day"},
		actionstest.Trouble{Name: "of no length", Subject: with("duration", "0m"), Permanent: true, Says: "a meeting of 0s is shorter than a minute"},
		actionstest.Trouble{Name: "of seconds", Subject: with("duration", "59s"), Permanent: true, Says: "a meeting of 59s is shorter than a minute"},
		actionstest.Trouble{Name: "blank subject", Subject: with("subject", " \u200b"), Permanent: true, Says: `needs the argument "subject"`},
		actionstest.Trouble{Name: "attendee without address", Subject: with("attendees", []actions.Contact{{ID: "kenji"}}), Permanent: true, Says: "the contact kenji has no mail address"},
		actionstest.Trouble{Name: "broken organizer", Subject: with("organizer", "hana"), Permanent: true, Says: "the sender can't be used"},
		actionstest.Trouble{Name: "refused for now", Subject: subject(actionstest.Fault{At: actionstest.AtContent, Code: 451, Text: "disk full"}), Says: "451 disk full"},
		actionstest.Trouble{Name: "lost", Subject: subject(actionstest.Fault{At: actionstest.AtContent, Drop: true}), Unsure: true, Says: "may arrive or not"},
	)
}

type result struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	UID      string    `json:"uid"`
}

func TestInvitationReachesEveryone(t *testing.T) {
	t.Parallel()
	box, err := mailbox.Start(mailbox.Config{Addr: "127.0.0.1:0", Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, box.Close()) })
	raw, err := json.Marshal(arguments())
	require.NoError(t, err)
	out, err := definition(t, box.URL()).Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	var got result
	require.NoError(t, json.Unmarshal(out, &got))

	seen := box.Messages()
	require.Len(t, seen, 1, "one mail to all: the server takes it for everyone or for no one")
	require.Equal(t, []string{"kenji@acme.example", "oona@acme.example", "hana@example.com"}, seen[0].EnvelopeTo)
	mail, err := box.Raw(1)
	require.NoError(t, err)
	content, err := mailbox.Parse(mail)
	require.NoError(t, err)
	require.Contains(t, content.Text, "When: Mon 6 Apr 2026, 11:15 JST to Mon 6 Apr 2026, 12:00 JST", "in the calendar's zone")
	require.Contains(t, content.Text, "Invited: 田中 健二 <kenji@acme.example>")
	require.Contains(t, content.Text, "Purpose: checkup")
	checkCalendar(t, content.Calendar, got)
}

func checkCalendar(t *testing.T, text string, want result) {
	t.Helper()
	require.Contains(t, text, "METHOD:REQUEST\n")
	require.Equal(t, 1, strings.Count(text, "\nEND:VEVENT\n"), "texts can't end the event")
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, len(line), 76, "lines are folded")
	}
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, cal.Events(), 1)
	e := cal.Events()[0]
	require.Equal(t, want.UID, e.Id())
	require.Contains(t, want.UID, "@example.com")
	starts, err := e.GetStartAt()
	require.NoError(t, err)
	require.True(t, starts.Equal(want.StartsAt))
	ends, err := e.GetEndAt()
	require.NoError(t, err)
	require.True(t, ends.Equal(want.EndsAt))
	stamp, err := e.GetDtStampTime()
	require.NoError(t, err)
	require.True(t, stamp.Equal(actionstest.Now))
	require.Equal(t, "Acme, Inc.; さまとの定期確認 ATTENDEE:mailto:x@y.example", e.GetProperty(ics.ComponentPropertySummary).Value)
	require.Equal(t, "1. Usage, health\n2. Plans; budget\nEND:VEVENT\\n", e.GetProperty(ics.ComponentPropertyDescription).Value)
	require.Equal(t, "mailto:hana@example.com", e.GetProperty(ics.ComponentPropertyOrganizer).Value)
	require.Len(t, e.Attendees(), 2)
	for i, address := range []string{"kenji@acme.example", "oona@acme.example"} {
		a := e.Attendees()[i]
		require.Equal(t, address, a.Email())
		require.Equal(t, ics.ParticipationStatusNeedsAction, a.ParticipationStatus())
		require.Equal(t, []string{"true"}, a.ICalParameters["RSVP"])
	}
	require.Equal(t, []string{"田中 健二"}, e.Attendees()[0].ICalParameters["CN"])
	require.Equal(t, []string{"O’Brien ”Oona” x y"}, e.Attendees()[1].ICalParameters["CN"])
}

func TestOrganizerWhoAttendsGetsOneMail(t *testing.T) {
	t.Parallel()
	s := with("attendees", []actions.Contact{{ID: "h", Email: "HANA@example.com"}, {ID: "k", Email: "kenji@acme.example"}})(t)
	raw, err := json.Marshal(s.Args)
	require.NoError(t, err)
	_, err = s.Definition.Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	require.Contains(t, string(s.Effects()[0]), "To: <HANA@example.com>, <kenji@acme.example>\r\n")
}

func TestSlot(t *testing.T) {
	t.Parallel()
	jst := actionstest.Office().NextSlot(actionstest.Now, time.Minute).Location()
	for name, c := range map[string]struct {
		now        time.Time
		duration   string
		starts     time.Time
		takes      time.Duration
		withoutEnd bool
	}{
		"an hour's notice, on the quarter":  {now: time.Date(2026, 4, 6, 10, 5, 0, 0, jst), duration: "30m", starts: time.Date(2026, 4, 6, 11, 15, 0, 0, jst), takes: 30 * time.Minute},
		"exactly on the quarter":            {now: time.Date(2026, 4, 6, 10, 0, 0, 0, jst), duration: "30m", starts: time.Date(2026, 4, 6, 11, 0, 0, 0, jst), takes: 30 * time.Minute},
		"half an hour unless it says so":    {now: time.Date(2026, 4, 6, 10, 0, 0, 0, jst), starts: time.Date(2026, 4, 6, 11, 0, 0, 0, jst), takes: 30 * time.Minute},
		"doesn't fit before the evening":    {now: time.Date(2026, 4, 6, 16, 30, 0, 0, jst), duration: "1h", starts: time.Date(2026, 4, 7, 9, 0, 0, 0, jst), takes: time.Hour},
		"not at the weekend":                {now: time.Date(2026, 4, 3, 19, 0, 0, 0, jst), duration: "1h", starts: time.Date(2026, 4, 6, 9, 0, 0, 0, jst), takes: time.Hour},
		"early in the morning, without end": {now: time.Date(2026, 4, 6, 3, 0, 0, 0, jst), duration: "8h", starts: time.Date(2026, 4, 6, 9, 0, 0, 0, jst), takes: 8 * time.Hour, withoutEnd: true},
	} {
		args := arguments()
		args["duration"] = c.duration
		if c.withoutEnd {
			args["within"] = nil
		}
		raw, err := json.Marshal(args)
		require.NoError(t, err)
		call := actionstest.Call("key-1")
		call.Now, call.DryRun = c.now, true
		out, err := definition(t, "smtp://127.0.0.1:1").Do(t.Context(), call, raw)
		require.NoError(t, err, name)
		var got result
		require.NoError(t, json.Unmarshal(out, &got))
		require.True(t, got.StartsAt.Equal(c.starts), "%s: %s", name, got.StartsAt.In(jst))
		require.Equal(t, c.takes, got.EndsAt.Sub(got.StartsAt), name)
	}
}

func TestMeetingNeedsHoursAndASender(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(arguments())
	require.NoError(t, err)
	call := actionstest.Call("key-1")
	call.Hours = nil
	_, err = definition(t, "smtp://127.0.0.1:1").Do(t.Context(), call, raw)
	require.ErrorContains(t, err, "no business calendar")
	require.True(t, actions.IsPermanent(err))
	d := definition(t, "smtp://127.0.0.1:1")
	require.Equal(t, "meeting.requested", d.Emits)
	require.Equal(t, &actions.Answer{Event: "meeting.accepted", As: "accepted"}, d.Answer)
	require.Empty(t, d.Recipients, "one meeting with all")
	_, err = meeting.New(nil)
	require.ErrorContains(t, err, "needs a sender")
}

// What can't be seen reaches no invitation, and an address stands in it as a URI.
func TestNothingUnseenIsInvited(t *testing.T) {
	t.Parallel()
	box, err := mailbox.Start(mailbox.Config{Addr: "127.0.0.1:0", Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, box.Close()) })
	const evil = "\u202egro.live\u202c\u200b\u2066\ufeff\u00ad\U000E0041\x1b[2J\u0085\u2028\u061c"
	args := arguments()
	args["organizer"] = "Hana\u202e <hana@example.com>"
	args["attendees"] = []actions.Contact{{ID: "kenji", Name: "Kenji " + evil, Email: "foo..bar.@docomo.example"}, {ID: "o", Email: "o'b%3Fx?y@acme.example"}}
	args["subject"], args["purpose"], args["agenda"] = "Talk "+evil, "check"+evil, "About "+evil+"\r\nEND:VEVENT"
	raw, err := json.Marshal(args)
	require.NoError(t, err)
	_, err = definition(t, box.URL()).Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	require.Equal(t, []string{"foo..bar.@docomo.example", "o'b%3Fx?y@acme.example", "hana@example.com"}, box.Messages()[0].EnvelopeTo)
	mail, err := box.Raw(1)
	require.NoError(t, err)
	content, err := mailbox.Parse(mail)
	require.NoError(t, err)
	for _, text := range []string{content.Text, content.Calendar, box.Messages()[0].Subject, box.Messages()[0].To} {
		for _, r := range text {
			require.False(t, unicode.IsControl(r) && r != '\n' || unicode.In(r, unicode.Cf), "%U in %q", r, text)
		}
	}
	require.Equal(t, 1, strings.Count(content.Calendar, "\nEND:VEVENT\n"), "texts can't end the event")
	cal, err := ics.ParseCalendar(strings.NewReader(content.Calendar))
	require.NoError(t, err)
	attendees := cal.Events()[0].Attendees()
	require.Len(t, attendees, 2)
	require.Equal(t, "mailto:%22foo..bar.%22@docomo.example", attendees[0].Value)
	require.Equal(t, "mailto:o%27b%253Fx%3Fy@acme.example", attendees[1].Value)
	require.Equal(t, []string{"Kenji gro.live [2J"}, attendees[0].ICalParameters[string(ics.ParameterCn)])
}

// Some calendars take a description for HTML.
func TestValuesOfAnAgendaAreNoHTML(t *testing.T) {
	t.Parallel()
	agenda := actions.Markdown{Written: []string{"<b>Ours</b>: ", ""}, Values: []string{"a < b <a href=\"https://evil.example\">Verify</a>"}}
	s := with("agenda", agenda)(t)
	raw, err := json.Marshal(s.Args)
	require.NoError(t, err)
	_, err = s.Definition.Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	content, err := mailbox.Parse(s.Effects()[0])
	require.NoError(t, err)
	require.Contains(t, content.Text, "<b>Ours</b>: a < b <a href=\"https://evil.example\">Verify</a>\n", "as it is")
	cal, err := ics.ParseCalendar(strings.NewReader(content.Calendar))
	require.NoError(t, err)
	require.Equal(t, "<b>Ours</b>: a < b ‹a href=\"https://evil.example\">Verify‹/a>", cal.Events()[0].GetProperty(ics.ComponentPropertyDescription).Value)
}

// A calendar in which no day is long enough gives the first of its hours, from which a meeting would go on
// into the night.
func TestNoMeetingGoesOnAfterHours(t *testing.T) {
	t.Parallel()
	office := calendar.Default(time.UTC)
	late, err := calendar.New(calendar.Config{Zone: time.UTC, Weekdays: []string{"mon", "tue"}, Hours: "00:00-24:00"})
	require.NoError(t, err)
	for _, c := range []struct {
		hours    *calendar.Calendar
		duration string
		says     string
	}{
		{office, "9h", ""},
		{office, "541m", "have no room for a meeting of 541m on any day"},
		{office, "12h", "have no room for a meeting of 12h on any day"},
		{office, "24h", "have no room for a meeting of 1d on any day"},
		{late, "24h", ""},
	} {
		args := arguments()
		args["duration"], args["within"] = c.duration, nil
		raw, err := json.Marshal(args)
		require.NoError(t, err)
		call := actionstest.Call("key-1")
		call.DryRun, call.Hours = true, c.hours
		_, err = definition(t, "smtp://127.0.0.1:1").Do(t.Context(), call, raw)
		if c.says == "" {
			require.NoError(t, err, c.duration)
			continue
		}
		require.ErrorContains(t, err, c.says)
		require.True(t, actions.IsPermanent(err))
	}
}

// What no run could place is found when the playbook is loaded, by what is written in it.
func TestMeetingsThatCanNeverBeHeld(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ within, duration, name, says string }{
		{within: "10m", name: "within", says: "a meeting of 30m can't be over within 10m, as people get a notice of 1h: allow 90m at the least"},
		{within: "0s", name: "within", says: "can't be over within 0s"},
		{within: "10m", duration: "45m", name: "within", says: "a meeting of 45m can't be over within 10m, as people get a notice of 1h: allow 105m at the least"},
		{within: "10m", duration: "12h", name: "within", says: "allow 13h at the least"},
		{within: "13h", duration: "12h", name: "duration", says: "no room for a meeting of 12h on any day"},
		{within: "10m", duration: "0m", name: "duration", says: "shorter than a minute"},
		{within: "75m", name: "within", says: "a meeting of 30m can't be over within 75m, as people get a notice of 1h: allow 90m at the least"},
		{within: "90m"},
		{within: "business 1h", duration: "2h", name: "within", says: "a meeting of 2h has no room in 1h of business hours"},
		{within: "business 2h", duration: "2h"},
		{within: "business 1h", duration: "later"},
		{within: "2h", duration: "2h", name: "within", says: "allow 3h at the least"},
		{within: "3h", duration: "2h"},
		{duration: "12h", name: "duration", says: "no room for a meeting of 12h on any day"},
		{duration: "0m", name: "duration", says: "shorter than a minute"},
		{within: "75m", duration: "later"},
		{within: "1h", duration: "later", name: "within", says: "allow 61m at the least"},
	} {
		args, known := map[string]json.RawMessage{}, actions.Known{Hours: calendar.Default(time.UTC), Later: map[string]bool{}}
		for name, value := range map[string]string{"within": c.within, "duration": c.duration} {
			if known.Later[name] = value == "later"; value != "" && value != "later" {
				args[name] = json.RawMessage(`"` + value + `"`)
			}
		}
		name, err := definition(t, "smtp://127.0.0.1:1").CheckKnown(args, known)
		require.Equal(t, c.name, name, "%+v: %v", c, err)
		if c.says == "" {
			require.NoError(t, err, "%+v", c)
			continue
		}
		require.ErrorContains(t, err, c.says)
	}
}
