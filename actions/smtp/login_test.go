package smtp_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/smtp"
)

// guarded is a server that takes mail from hana with her password only.
type guarded struct {
	mu    sync.Mutex
	mails []string
}

type guardedSession struct {
	server *guarded
	in     bool
}

func (s *guardedSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *guardedSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "hana" || password != "pass word/7" {
			return gosmtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

func (s *guardedSession) Reset()        {}
func (s *guardedSession) Logout() error { return nil }

func (s *guardedSession) Mail(string, *gosmtp.MailOptions) error {
	if !s.in {
		return &gosmtp.SMTPError{Code: 530, Message: "log in first"}
	}
	return nil
}

func (s *guardedSession) Rcpt(string, *gosmtp.RcptOptions) error { return nil }

func (s *guardedSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, string(raw))
	return err
}

func (g *guarded) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.mails)
}

// guard starts the server; implicit says that it speaks TLS from the first byte.
func guard(t *testing.T, certificate *tls.Config, implicit bool) (*guarded, string) {
	t.Helper()
	g := &guarded{}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) {
		return &guardedSession{server: g}, nil
	}))
	server.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	if implicit {
		l = tls.NewListener(l, certificate)
	} else {
		server.TLSConfig = certificate
	}
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = l.Close()
		_ = server.Close()
		served.Wait()
	})
	return g, address
}

func TestLogin(t *testing.T) {
	t.Parallel()
	certificate, roots := authority(t)
	for name, c := range map[string]struct {
		scheme   string
		implicit bool
	}{
		"after STARTTLS":          {"smtp", false},
		"TLS from the first byte": {"smtps", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, address := guard(t, certificate, c.implicit)
			send := func(user *url.Userinfo) error {
				u := url.URL{Scheme: c.scheme, User: user, Host: address}
				s := sender(t, u.String(), func(cfg *smtp.Config) { cfg.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12} })
				_, err := s.Send(t.Context(), message("kenji@acme.example"))
				return err
			}
			require.NoError(t, send(url.UserPassword("hana", "pass word/7")))
			require.Equal(t, 1, g.count())

			err := send(url.UserPassword("hana", "wrong"))
			require.ErrorContains(t, err, "doesn't let us in: 535")
			require.NotContains(t, err.Error(), "wrong")
			require.False(t, actions.IsPermanent(err), "an operator can mend the password while the mail waits")

			err = send(nil)
			require.ErrorContains(t, err, "log in first")
			require.False(t, actions.IsPermanent(err))
			require.Equal(t, 1, g.count())
		})
	}
}
