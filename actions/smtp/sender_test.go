package smtp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/smtp"
)

func message(to ...string) smtp.Message {
	m := smtp.Message{
		Key: "key-1", Date: actionstest.Now, From: smtp.Address{Name: "Hana", Address: "hana@example.com"},
		Subject: "Hello", Text: "Hello.\n", HTML: "<p>Hello.</p>\n",
	}
	for _, address := range to {
		m.To = append(m.To, smtp.Address{Address: address})
	}
	return m
}

func sender(t *testing.T, url string, edit ...func(*smtp.Config)) *smtp.Sender {
	t.Helper()
	cfg := smtp.Config{URL: url}
	for _, e := range edit {
		e(&cfg)
	}
	s, err := smtp.New(cfg)
	require.NoError(t, err)
	return s
}

func TestSendGivesTheMailToEveryRecipientAtOnce(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	id, err := sender(t, server.URL()).Send(t.Context(), message("a@acme.example", "b@acme.example"))
	require.NoError(t, err)
	require.Len(t, server.Mails(), 1)
	mail := server.Mails()[0]
	require.Equal(t, "hana@example.com", mail.From)
	require.Equal(t, []string{"a@acme.example", "b@acme.example"}, mail.To)
	require.Contains(t, string(mail.Raw), "Message-ID: <"+id+">\r\n")
	require.Contains(t, id, "@example.com")
}

func TestSendSendsWhatPrepareShows(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	s := sender(t, server.URL(), func(c *smtp.Config) { c.Domain = "mail.tend.example" })
	m := message("a@acme.example")
	m.Text = ".\n..\nA line with a dot alone, which SMTP escapes.\n.\n"
	id, raw, err := s.Prepare(m)
	require.NoError(t, err)
	require.Contains(t, id, "@mail.tend.example", "the configured domain")
	sent, err := s.Send(t.Context(), m)
	require.NoError(t, err)
	require.Equal(t, id, sent)
	require.Equal(t, string(raw), string(server.Mails()[0].Raw))
}

// Each row is a way for a server to fail and what the engine must make of it.
func TestFaultsAreClassed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault             actionstest.Fault
		permanent, unsure bool
		says              string
	}{
		"closed for now":        {actionstest.Fault{At: actionstest.AtConnect, Code: 421, Text: "busy, come back"}, false, false, "doesn't let us in: 421 busy, come back"},
		"closed to us":          {actionstest.Fault{At: actionstest.AtConnect, Code: 554, Text: "no service for you"}, false, false, "doesn't let us in: 554 no service"},
		"gone at once":          {actionstest.Fault{At: actionstest.AtConnect, Drop: true}, false, false, "doesn't let us in: the connection was closed"},
		"sender refused":        {actionstest.Fault{At: actionstest.AtMail, Code: 550, Text: "unknown sender"}, true, false, "refuses the sender hana@example.com: 550 unknown sender"},
		"sender later":          {actionstest.Fault{At: actionstest.AtMail, Code: 451, Text: "try later"}, false, false, "451 try later"},
		"must log in":           {actionstest.Fault{At: actionstest.AtMail, Code: 530, Text: "authentication required"}, false, false, "530 authentication required"},
		"recipient refused":     {actionstest.Fault{At: actionstest.AtRcpt, Code: 550, Text: "no such user"}, true, false, "refuses the recipient kenji@acme.example: 550 no such user"},
		"recipient's box full":  {actionstest.Fault{At: actionstest.AtRcpt, Code: 452, Text: "mailbox full"}, false, false, "452 mailbox full"},
		"gone at the recipient": {actionstest.Fault{At: actionstest.AtRcpt, Drop: true}, false, false, "broke off"},
		"nonsense":              {actionstest.Fault{At: actionstest.AtRcpt, Code: 999, Text: "what"}, false, false, "999 what"},
		"mail refused":          {actionstest.Fault{At: actionstest.AtContent, Code: 554, Text: "looks like spam"}, true, false, "refuses the mail: 554 looks like spam"},
		"mail refused for now":  {actionstest.Fault{At: actionstest.AtContent, Code: 451, Text: "disk full"}, false, false, "451 disk full"},
		"gone with the mail":    {actionstest.Fault{At: actionstest.AtContent, Drop: true}, false, true, "it may arrive or not"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := actionstest.StartSMTP(t, c.fault)
			_, err := sender(t, server.URL()).Send(t.Context(), message("kenji@acme.example"))
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, "the mail server 127.0.0.1:")
			require.Equal(t, c.permanent, actions.IsPermanent(err), err)
			require.Equal(t, c.unsure, actions.IsUnsure(err), err)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// A server that hangs holds an attempt until its context ends and not longer.
func TestHangingServers(t *testing.T) {
	t.Parallel()
	for stage, unsure := range map[actionstest.Stage]bool{
		actionstest.AtConnect: false, actionstest.AtMail: false, actionstest.AtRcpt: false, actionstest.AtContent: true,
	} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			server := actionstest.StartSMTP(t, actionstest.Fault{At: stage, Hang: true})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			failed := make(chan error, 1)
			go func() {
				_, err := sender(t, server.URL()).Send(ctx, message("kenji@acme.example"))
				failed <- err
			}()
			require.Eventually(t, func() bool { return server.Reached(stage) == 1 }, 10*time.Second, time.Millisecond)
			select {
			case err := <-failed:
				require.Failf(t, "the attempt ended before its context", "%v", err)
			default:
			}
			cancel()
			err := <-failed
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorContains(t, err, "the attempt was stopped")
			require.False(t, actions.IsPermanent(err))
			require.Equal(t, unsure, actions.IsUnsure(err), err)
		})
	}
}

func TestDeadlineIsNamed(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t, actionstest.Fault{At: actionstest.AtMail, Hang: true})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := sender(t, server.URL()).Send(ctx, message("kenji@acme.example"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "no answer in time")
}

func TestServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = sender(t, "smtp://"+l.Addr().String()).Send(t.Context(), message("kenji@acme.example"))
	require.ErrorContains(t, err, "can't be reached: connect: connection refused")
	require.False(t, actions.IsPermanent(err) || actions.IsUnsure(err), "it may come back")
}

func TestASecondAttemptSucceeds(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t, actionstest.Fault{At: actionstest.AtContent, Drop: true, Times: 1})
	s := sender(t, server.URL())
	_, err := s.Send(t.Context(), message("kenji@acme.example"))
	require.True(t, actions.IsUnsure(err))
	_, err = s.Send(t.Context(), message("kenji@acme.example"))
	require.NoError(t, err)
	mails := server.Mails()
	require.Len(t, mails, 2)
	require.Equal(t, string(mails[0].Raw), string(mails[1].Raw), "the receiver can tell that it is the same mail")
}

func TestOneRefusedRecipientStopsTheMailForAll(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t, actionstest.Fault{At: actionstest.AtRcpt, Code: 550, Text: "no such user", Times: 1})
	_, err := sender(t, server.URL()).Send(t.Context(), message("a@acme.example", "b@acme.example"))
	require.ErrorContains(t, err, "recipient a@acme.example")
	require.Empty(t, server.Mails())
}

func TestStartTLS(t *testing.T) {
	t.Parallel()
	certificate, roots := authority(t)
	trusting := func(c *smtp.Config) { c.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12} }

	secure := actionstest.StartSecureSMTP(t, certificate)
	_, err := sender(t, secure.URL(), trusting).Send(t.Context(), message("kenji@acme.example"))
	require.NoError(t, err)
	require.True(t, secure.Mails()[0].Encrypted, "STARTTLS is used when offered, even on this machine")

	_, err = sender(t, secure.URL()+"?tls=never").Send(t.Context(), message("kenji@acme.example"))
	require.NoError(t, err)
	require.False(t, secure.Mails()[1].Encrypted)

	_, err = sender(t, secure.URL()).Send(t.Context(), message("kenji@acme.example"))
	require.ErrorContains(t, err, "doesn't let us in", "a certificate that nobody vouches for")
	require.False(t, actions.IsPermanent(err), "an operator can mend it")

	plain := actionstest.StartSMTP(t)
	_, err = sender(t, plain.URL()+"?tls=required").Send(t.Context(), message("kenji@acme.example"))
	require.ErrorContains(t, err, "it offers no encryption")
	require.Empty(t, plain.Mails())
}

func TestLoginIsNeverSentInTheClearToOthers(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	url := strings.Replace(server.URL(), "smtp://", "smtp://hana:hunter2@", 1)
	_, err := sender(t, url).Send(t.Context(), message("kenji@acme.example"))
	require.Error(t, err, "the server takes no logins")
	require.NotContains(t, err.Error(), "hunter2")
	require.False(t, actions.IsPermanent(err))
	require.Empty(t, server.Mails())
}

func TestForeignAddressNeedsAServerThatTakesIt(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	_, err := sender(t, server.URL()).Send(t.Context(), message("健二@acme.example"))
	require.ErrorContains(t, err, "takes ASCII addresses only, which 健二@acme.example isn't")
	require.True(t, actions.IsPermanent(err))
}

func TestFrom(t *testing.T) {
	t.Parallel()
	s := sender(t, "smtp://localhost", func(c *smtp.Config) { c.From = "Tend <tend@example.com>" })
	from, err := s.From("")
	require.NoError(t, err)
	require.Equal(t, smtp.Address{Name: "Tend", Address: "tend@example.com"}, from)
	from, err = s.From("hana@example.com")
	require.NoError(t, err)
	require.Equal(t, "hana@example.com", from.Address)
	_, err = s.From("hana")
	require.True(t, actions.IsPermanent(err))
	_, err = sender(t, "smtp://localhost").From("")
	require.ErrorContains(t, err, "no sender")
	require.True(t, actions.IsPermanent(err))
}

func TestMailWithoutRecipientsIsRefused(t *testing.T) {
	t.Parallel()
	_, err := sender(t, "smtp://127.0.0.1:1").Send(t.Context(), message())
	require.ErrorContains(t, err, "no recipient")
	require.True(t, actions.IsPermanent(err))
}

func TestContactAddress(t *testing.T) {
	t.Parallel()
	for says, contact := range map[string]actions.Contact{
		"the contact c7 has no mail address":       {ID: "c7", Name: "Kenji"},
		"the contact c7 must be mended: \"kenji\"": {ID: "c7", Email: "kenji"},
		"the contact without an ID has no mail":    {},
	} {
		_, err := smtp.ContactAddress(contact)
		require.ErrorContains(t, err, says)
		require.True(t, actions.IsPermanent(err))
	}
}

// authority makes a certificate for 127.0.0.1 and the roots that vouch for it.
func authority(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}

// Whoever wrote the message, what is no address doesn't get as far as the server.
func TestNoAddressSmugglesParameters(t *testing.T) {
	t.Parallel()
	server := actionstest.StartSMTP(t)
	s := sender(t, server.URL())
	for _, bad := range []string{
		"x@evil.example> NOTIFY=NEVER Y=<@acme.example", "john doe@acme.example", "a@b@acme.example", "", "x", "x@acme.example>",
		"x@acme.example\r\nDATA", "x\u202e@acme.example",
	} {
		m := message(bad)
		_, err := s.Send(t.Context(), m)
		require.True(t, actions.IsPermanent(err), "%q: %v", bad, err)
		m = message("kenji@acme.example")
		m.From.Address = bad
		_, err = s.Send(t.Context(), m)
		require.True(t, actions.IsPermanent(err), "%q: %v", bad, err)
	}
	require.Zero(t, server.Reached(actionstest.AtMail))
	_, err := s.Send(t.Context(), message("foo..bar.@docomo.example"))
	require.NoError(t, err)
	require.Equal(t, []string{"foo..bar.@docomo.example"}, server.Mails()[0].To)
	require.Contains(t, string(server.Mails()[0].Raw), `To: <"foo..bar."@docomo.example>`)
}
