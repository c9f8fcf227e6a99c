package email_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/smtp"
)

var update = flag.Bool("update", false, "write the golden mail anew")

func definition(t *testing.T, url string) actions.Definition {
	t.Helper()
	sender, err := smtp.New(smtp.Config{URL: url, From: "Tend <tend@example.com>"})
	require.NoError(t, err)
	d, err := email.New(sender)
	require.NoError(t, err)
	return d
}

func arguments() map[string]any {
	return map[string]any{
		"to":       map[string]any{"id": "kenji", "name": "田中 健二", "email": "kenji@acme.example", "locale": "ja"},
		"from":     "はな <hana@example.com>",
		"subject":  "健二 さま、ご利用状況はいかがですか",
		"body":     "健二 さま\n\nいつもありがとうございます。  \n- **使い方**の [ご案内](https://example.com/guide?a=1&b=2)\n- <b>太字</b> ではありません\n",
		"template": "checkin",
	}
}

func subject(faults ...actionstest.Fault) func(t *testing.T) actionstest.Subject {
	return actionstest.Mailing(definition, arguments, faults...)
}

func with(name string, value any) func(t *testing.T) actionstest.Subject {
	return actionstest.With(subject(), name, value)
}

func TestEmailConforms(t *testing.T) {
	t.Parallel()
	actionstest.Conform(t, subject(),
		actionstest.Trouble{Name: "no address", Subject: with("to", actions.Contact{ID: "kenji", Name: "Kenji"}), Permanent: true, Says: "the contact kenji has no mail address: give it one"},
		actionstest.Trouble{Name: "broken address", Subject: with("to", actions.Contact{ID: "kenji", Email: "k@\r\nx"}), Permanent: true, Says: "the contact kenji must be mended"},
		actionstest.Trouble{Name: "broken sender", Subject: with("from", "hana\r\nBcc: x@y.example"), Permanent: true, Says: "the sender can't be used"},
		actionstest.Trouble{Name: "no subject", Subject: with("subject", " \n"), Permanent: true, Says: "give the step a template"},
		actionstest.Trouble{Name: "no body", Subject: with("body", nil), Permanent: true, Says: "give the step a template"},
		actionstest.Trouble{Name: "refused", Subject: subject(actionstest.Fault{At: actionstest.AtRcpt, Code: 550, Text: "no such user"}), Permanent: true, Says: "550 no such user"},
		actionstest.Trouble{Name: "refused for now", Subject: subject(actionstest.Fault{At: actionstest.AtRcpt, Code: 450, Text: "greylisted"}), Says: "450 greylisted"},
		actionstest.Trouble{Name: "lost", Subject: subject(actionstest.Fault{At: actionstest.AtContent, Drop: true}), Unsure: true, Says: "may arrive or not"},
	)
}

func TestDefinition(t *testing.T) {
	t.Parallel()
	d := definition(t, "smtp://localhost")
	require.Equal(t, "email", d.Kind)
	require.Equal(t, "to", d.Recipients)
	require.Equal(t, &actions.Answer{Event: "email.replied", As: "replied"}, d.Answer)
	require.Equal(t, "email.sent", d.Emits)
	require.False(t, d.Idempotent, "SMTP can't tell a mail that comes again")
	f, _ := d.Args.Field("template")
	require.Equal(t, actions.KindTemplate, f.Kind)
	_, err := email.New(nil)
	require.ErrorContains(t, err, "needs a sender")
}

// The golden mail is what a Japanese contact gets; a change of a byte of it is a change for every
// attempt that is under way.
func TestGoldenMail(t *testing.T) {
	t.Parallel()
	box, err := mailbox.Start(mailbox.Config{Addr: "127.0.0.1:0", Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, box.Close()) })
	raw, err := json.Marshal(arguments())
	require.NoError(t, err)
	result, err := definition(t, box.URL()).Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)

	var got email.Result
	var fields struct {
		Sent      bool   `json:"sent"`
		MessageID string `json:"message_id"`
		To        string `json:"to"`
	}
	require.NoError(t, json.Unmarshal(result, &fields))
	got = email.Result(fields)
	seen := box.Messages()
	require.Len(t, seen, 1)
	require.Equal(t, email.Result{Sent: true, MessageID: seen[0].MessageID, To: "kenji@acme.example"}, got)
	require.Equal(t, "健二 さま、ご利用状況はいかがですか", seen[0].Subject)
	require.Equal(t, "田中 健二 <kenji@acme.example>", seen[0].To)
	require.Equal(t, "はな <hana@example.com>", seen[0].From)

	mail, err := box.Raw(1)
	require.NoError(t, err)
	golden := filepath.Join("testdata", "checkin.eml")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, mail, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(want), string(mail)))
}

func TestDefaultSenderAndPlainCall(t *testing.T) {
	t.Parallel()
	s := with("from", nil)(t)
	raw, err := json.Marshal(s.Args)
	require.NoError(t, err)
	_, err = s.Definition.Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	require.Contains(t, string(s.Effects()[0]), `From: "Tend" <tend@example.com>`)
}

func TestAttemptsAfterFailuresSendTheSameBytes(t *testing.T) {
	t.Parallel()
	s := subject(actionstest.Fault{At: actionstest.AtContent, Drop: true, Times: 1}, actionstest.Fault{At: actionstest.AtContent, Code: 451, Text: "full", Times: 1})(t)
	raw, err := json.Marshal(s.Args)
	require.NoError(t, err)
	attempt := func(n int) error {
		call := actionstest.Call("key-1")
		call.Attempt = n
		_, err := s.Definition.Do(context.WithoutCancel(t.Context()), call, raw)
		return err
	}
	require.True(t, actions.IsUnsure(attempt(1)))
	require.ErrorContains(t, attempt(2), "451 full")
	require.NoError(t, attempt(3))
	effects := s.Effects()
	require.Len(t, effects, 3)
	require.Equal(t, string(effects[0]), string(effects[1]))
	require.Equal(t, string(effects[0]), string(effects[2]))
}

// Whatever a customer's data holds, what can't be seen and what commands a terminal reaches no mail.
func TestNothingUnseenIsMailed(t *testing.T) {
	t.Parallel()
	box, err := mailbox.Start(mailbox.Config{Addr: "127.0.0.1:0", Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, box.Close()) })
	const evil = "\u202egro.live\u202c\u200b\u2066\ufeff\u00ad\U000E0041\x1b[2J\x9b\u0085\u061c"
	args := map[string]any{
		"to":      actions.Contact{ID: "kenji", Name: "Kenji " + evil, Email: "foo..bar.@docomo.example"},
		"from":    "Hana" + "\u202e" + " <hana@example.com>",
		"subject": "👩‍💻 hello " + evil,
		"body":    "Hello " + evil + ", &#x202e;&#27;[31m **you** 葛\U000E0100城\n\nSecond\r\nline.\n",
	}
	raw, err := json.Marshal(args)
	require.NoError(t, err)
	_, err = definition(t, box.URL()).Do(t.Context(), actionstest.Call("key-1"), raw)
	require.NoError(t, err)
	m := box.Messages()[0]
	require.Equal(t, []string{"foo..bar.@docomo.example"}, m.EnvelopeTo)
	require.Equal(t, "Kenji gro.live [2J\uFFFD <foo..bar.@docomo.example>", m.To)
	require.Equal(t, "Hana <hana@example.com>", m.From)
	require.Equal(t, "👩‍💻 hello gro.live [2J\uFFFD", m.Subject)
	mail, err := box.Raw(1)
	require.NoError(t, err)
	content, err := mailbox.Parse(mail)
	require.NoError(t, err)
	require.Contains(t, content.HTML, "<strong>you</strong> 葛\U000E0100城")
	for _, text := range []string{content.Text, content.HTML} {
		for _, r := range text {
			require.False(t, unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || unicode.In(r, unicode.Cf), "%U in %q", r, text)
		}
	}
}
