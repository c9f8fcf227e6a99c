package run_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/meeting"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
)

// evil is a value that would be a link, emphasis and a heading, and turn the author's own link away.
const evil = "Acme](https://evil.example) [Verify](https://evil.example) *star*\n\n# Big"

// evilShown is how HTML shows it.
const evilShown = "Acme](https://evil.example) [Verify](https://evil.example) *star*<br>\n<br>\n# Big"

// step is an action's with the kinds that its definition has now.
func step(d actions.Definition, args map[string]any) *dsl.Step {
	s := action(d.Kind, args)
	s.Action.Kind, s.Action.Recipients, s.Action.ArgKinds = d.Kind, d.Recipients, map[string]string{}
	for _, f := range d.Args.Fields {
		s.Action.ArgKinds[f.Name] = string(f.Kind)
	}
	return s
}

// sent does the first call of the only step of a plan, and returns the mail that it sends. The run's facts
// have the evil value in the account's name and goal.
func sent(t *testing.T, make func(*smtp.Sender) (actions.Definition, error), args map[string]any, templates map[string]dsl.PlanTemplate) (content mailbox.Content, raw string) {
	t.Helper()
	server := actionstest.StartSMTP(t)
	sender, err := smtp.New(smtp.Config{URL: server.URL(), From: "tend@example.com"})
	require.NoError(t, err)
	d, err := make(sender)
	require.NoError(t, err)
	plan := steps(&dsl.Step{Kind: dsl.StepWait, Name: "first", Wait: &dsl.WaitStep{For: "1h"}}, step(d, args))
	plan.Templates = templates
	plan.Vars = map[string]any{"help_url": "https://help.example/"}
	w := begin(t, plan)
	w.facts["account"] = map[string]any{"name": evil, "goal": evil, "csm": "hana@example.com", "url": "javascript:alert(1)"}
	w.advanceTime(2 * 60 * 60 * 1e9)
	calls := w.attempt(d.Kind)
	require.NotEmpty(t, calls)
	do(t, d, calls[0])
	raw = string(server.Mails()[0].Raw)
	content, err = mailbox.Parse([]byte(raw))
	require.NoError(t, err)
	return content, raw
}

func do(t *testing.T, d actions.Definition, call run.Call) {
	t.Helper()
	_, err := d.Do(t.Context(), actionstest.Call(call.Key), call.Args)
	require.NoError(t, err)
}

func body(html string) string {
	_, rest, _ := strings.Cut(html, "<body>\n")
	return strings.TrimSuffix(rest, "</body>\n</html>\n")
}

func TestValuesReachTheMailAsText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, html, text string }{
		"in a line":        {"Hello **{{ account.name }}**!", "<p>Hello <strong>" + evilShown + "</strong>!</p>\n", "Hello **" + evil + "**!\n"},
		"all of the body":  {"{{ account.goal }}", "<p>" + evilShown + "</p>\n", evil + "\n"},
		"in a link":        {"[{{ account.name }}](https://app.example/?q={{ contact.id }})", "<p><a href=\"https://app.example/?q=kenji\">" + evilShown + "</a></p>\n", "[" + evil + "](https://app.example/?q=kenji)\n"},
		"as a target":      {"[Open]({{ account.url }})", "<p>Open</p>\n", "[Open](javascript:alert(1))\n"},
		"put together":     {"{{ '*' + account.name + '*' }}", "<p>*" + evilShown + "*</p>\n", "*" + evil + "*\n"},
		"a variable":       {"See {{ var.help_url }}", "<p>See <a href=\"https://help.example/\">https://help.example/</a></p>\n", "See https://help.example/\n"},
		"taken for itself": {"{{ markdown('**' + contact.id + '**') }}", "<p><strong>kenji</strong></p>\n", "**kenji**\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := map[string]any{"to": "{{ contacts.champions }}", "subject": "For {{ account.name }}", "body": c.body}
			content, _ := sent(t, email.New, args, nil)
			require.Equal(t, c.html, body(content.HTML))
			require.Equal(t, c.text, content.Text)

			message := dsl.PlanTemplate{Subject: "Hello", Body: "Hello", Locales: map[string]dsl.PlanTemplate{"ja": {Subject: "For {{ account.name }}", Body: c.body}}}
			translated, _ := sent(t, email.New, map[string]any{"to": "{{ contacts.champions }}", "template": "m"}, map[string]dsl.PlanTemplate{"m": message})
			require.Equal(t, content, translated, "the same in a translation of a template")
		})
	}
}

// A step whose arguments were stored by a build that knew one text only goes on with them.
func TestStoredTextIsSentAsBefore(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	sender, err := smtp.New(smtp.Config{URL: server.URL(), From: "tend@example.com"})
	require.NoError(t, err)
	d, err := email.New(sender)
	require.NoError(t, err)
	do(t, d, run.Call{Key: "k", Args: json.RawMessage(`{"to": {"id": "k", "email": "k@acme.example"}, "subject": "Hi", "body": "Hello **Kenji**"}`)})
	content, err := mailbox.Parse(server.Mails()[0].Raw)
	require.NoError(t, err)
	require.Equal(t, "<p>Hello <strong>Kenji</strong></p>\n", body(content.HTML))
}

func TestValuesReachAnInvitationAsText(t *testing.T) {
	t.Parallel()
	content, _ := sent(t, meeting.New, map[string]any{
		"organizer": "{{ account.csm }}", "attendees": "{{ contacts.champions }}", "subject": "With {{ account.name }}", "agenda": "Of {{ account.goal }}",
	}, nil)
	require.Empty(t, content.HTML)
	require.Contains(t, content.Text, "\nOf "+evil+"\n", "as it is")
	require.Contains(t, strings.ReplaceAll(content.Calendar, "\n ", ""), `DESCRIPTION:Of Acme](https://evil.example) [Verify](https://evil.example) *star*\n\n# Big`)
}
