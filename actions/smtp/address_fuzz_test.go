package smtp_test

import (
	"bytes"
	"io"
	"log"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	gomail "github.com/emersion/go-message/mail"
	gosmtp "github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/smtp"
)

// heard is what a server understood of the conversations with it.
type heard struct {
	mu  sync.Mutex
	all conversation
}

type conversation struct {
	from, to []string
	options  []*gosmtp.RcptOptions
	raw      []byte
}

type heardSession struct{ *heard }

func (heardSession) Reset()        {}
func (heardSession) Logout() error { return nil }

func (s heardSession) Mail(from string, _ *gosmtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.from = append(s.all.from, from)
	return nil
}

func (s heardSession) Rcpt(to string, options *gosmtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.to, s.all.options = append(s.all.to, to), append(s.all.options, options)
	return nil
}

func (s heardSession) Data(r io.Reader) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	s.all.raw, err = io.ReadAll(r)
	return err
}

// take returns what was heard since the last time.
func (h *heard) take() conversation {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.all
	h.all = conversation{}
	return all
}

// listen starts a real server that knows every extension with which a recipient could be given parameters.
func listen(tb testing.TB) (*heard, string) {
	tb.Helper()
	h := &heard{}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return heardSession{h}, nil }))
	server.EnableSMTPUTF8, server.EnableDSN, server.EnableRRVS, server.EnableDELIVERBY = true, true, true, true
	server.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(l) })
	tb.Cleanup(func() {
		_ = l.Close()
		_ = server.Close()
		served.Wait()
	})
	return h, "smtp://" + l.Addr().String()
}

// goesOut mails from and to an address that the door accepts, and checks that everyone on the way reads the
// same one.
func goesOut(tb testing.TB, s *smtp.Sender, h *heard, text string, a actions.Address) {
	tb.Helper()
	to, err := smtp.ContactAddress(actions.Contact{ID: "c", Name: "A, B", Email: text})
	require.NoError(tb, err, text)
	m := smtp.Message{Key: "k", Date: actionstest.Now, From: to, To: []smtp.Address{to}, Subject: "s", Text: "t\n", HTML: "<p>t</p>\n"}
	id, err := s.Send(tb.Context(), m)
	require.NoError(tb, err, text)
	got := h.take()
	require.Equal(tb, []string{a.String()}, got.from)
	require.Equal(tb, []string{a.String()}, got.to, "one recipient")
	require.Equal(tb, []*gosmtp.RcptOptions{{}}, got.options, "without parameters")

	parsed, err := netmail.ReadMessage(bytes.NewReader(got.raw))
	require.NoError(tb, err)
	require.Len(tb, parsed.Header, 7)
	require.Equal(tb, "<"+id+">", parsed.Header.Get("Message-Id"))
	for _, name := range []string{"From", "To"} {
		list, err := parsed.Header.AddressList(name)
		require.NoError(tb, err, "%s: %s", name, parsed.Header.Get(name))
		require.Len(tb, list, 1)
		require.Equal(tb, a.String(), list[0].Address)
	}
	r, err := gomail.CreateReader(bytes.NewReader(got.raw))
	require.NoError(tb, err)
	list, err := r.Header.AddressList("To")
	require.NoError(tb, err)
	require.Len(tb, list, 1)
	require.Equal(tb, a.String(), list[0].Address)
}

// odd are addresses of which some server, client or library has made something else.
var odd = []string{
	"hana@example.com", "foo..bar.@docomo.example", ".foo@ezweb.example", `"foo..bar."@docomo.example`,
	"o'brien+a=b/{c}|d~%e!#$&*?^_`@example.com", "x@localhost", "X@EXAMPLE.com", "é@example.com", "健二@例え.example",
	`"x@evil.example> NOTIFY=NEVER Y=<"@acme.example`, `"john doe"@acme.example`, `"a@b"@acme.example`, `"a\"b"@acme.example`,
	"x@[127.0.0.1]", "x@127.0.0.1", "x@acme.example.", "x@acme..example", "@acme.example", "x@", "a@b@acme.example",
	"Bob <bob@x.example>", "<bob@x.example>", "bob@x.example (Bob)", "bob(x)@x.example", "a@x.example,b@x.example",
	"x@acme.example\r\nRCPT TO:<y@acme.example>", "x\x00@acme.example", "x\u202e@acme.example", "x@acme.example\u200b",
	"@a.example,@b.example:x@acme.example", "group: a@x.example;", "x@acme.example> SIZE=1", "x@acme.example SMTPUTF8", "...@x.example",
}

func FuzzAddress(f *testing.F) {
	for _, text := range odd {
		f.Add(text)
	}
	h, url := listen(f)
	s, err := smtp.New(smtp.Config{URL: url})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := actions.ParseAddress(text)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			_, err := smtp.ContactAddress(actions.Contact{ID: "c", Email: text})
			if again, trimmed := actions.ParseAddress(strings.TrimSpace(text)); trimmed == nil {
				require.NoError(t, err)
				goesOut(t, s, h, text, again)
				return
			}
			require.True(t, actions.IsPermanent(err), "the action refuses what the door refuses")
			return
		}
		goesOut(t, s, h, text, a)
	})
}
