package actionstest

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/actions"
)

// Stage is a moment of an SMTP conversation.
type Stage string

// The stages at which a server can fail.
const (
	AtConnect Stage = "connect" // before the greeting
	AtMail    Stage = "mail"    // at MAIL FROM
	AtRcpt    Stage = "rcpt"    // at RCPT TO
	AtContent Stage = "content" // after the whole mail was received
)

// Fault is what goes wrong at a stage. Exactly one of Code, Hang and Drop is set.
type Fault struct {
	At Stage
	// Code is answered with Text, such as 451 or 550.
	Code int
	Text string
	// Hang gives no answer until the client leaves; Drop closes the connection.
	Hang, Drop bool
	// Times is how often it goes wrong before all is well; 0: always.
	Times int
}

// SMTPServer is a real SMTP server that fails as told.
type SMTPServer struct {
	server   *smtp.Server
	listener net.Listener
	closing  chan struct{}

	mu     sync.Mutex
	faults []Fault
	mails  []Mail
	seen   []Stage
}

// Mail is what a server received as a whole, whatever it answered then.
type Mail struct {
	From string
	To   []string
	Raw  []byte
	// Answered is false when the mail was refused or the client got no answer.
	Answered bool
	// Encrypted reports whether the conversation was.
	Encrypted bool
}

// StartSMTP starts a server with faults; it stops with the test.
func StartSMTP(tb testing.TB, faults ...Fault) *SMTPServer {
	tb.Helper()
	return StartSecureSMTP(tb, nil, faults...)
}

// StartSecureSMTP is StartSMTP with a certificate to offer STARTTLS with.
func StartSecureSMTP(tb testing.TB, cert *tls.Config, faults ...Fault) *SMTPServer {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	s := &SMTPServer{listener: l, closing: make(chan struct{}), faults: slices.Clone(faults)}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	s.server.Domain = "scripted.test"
	s.server.TLSConfig = cert
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	var served sync.WaitGroup
	served.Go(func() { _ = s.server.Serve(&gate{Listener: l, server: s}) })
	tb.Cleanup(func() {
		close(s.closing)
		// The server knows its listener only once it serves, which a short test doesn't wait for.
		_ = l.Close()
		_ = s.server.Close()
		served.Wait()
	})
	return s
}

// URL returns the server as senders are configured with it.
func (s *SMTPServer) URL() string { return "smtp://" + s.listener.Addr().String() }

// Mails returns what was received, in order.
func (s *SMTPServer) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Reached counts how often conversations came to a stage.
func (s *SMTPServer) Reached(at Stage) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, stage := range s.seen {
		if stage == at {
			n++
		}
	}
	return n
}

// fault notes that a stage was reached and finds what is to go wrong there.
func (s *SMTPServer) fault(at Stage) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, at)
	for i := range s.faults {
		f := s.faults[i]
		if f.At != at {
			continue
		}
		if f.Times == 1 {
			s.faults = slices.Delete(s.faults, i, i+1)
		} else if f.Times > 1 {
			s.faults[i].Times--
		}
		return &f
	}
	return nil
}

// hang waits until the client has left or the test is over.
func (s *SMTPServer) hang(conn net.Conn) {
	gone, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, conn)
	}()
	select {
	case <-gone.Done():
	case <-s.closing:
	}
	_ = conn.Close()
}

func (s *SMTPServer) received(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
}

// Mailing returns the worlds of an action that sends mail: each has a server of its own, and its effects are the mails.
func Mailing(define func(t *testing.T, url string) actions.Definition, args func() map[string]any, faults ...Fault) func(t *testing.T) Subject {
	return func(t *testing.T) Subject {
		server := StartSMTP(t, faults...)
		return Subject{Definition: define(t, server.URL()), Args: args(), Effects: func() [][]byte {
			var raw [][]byte
			for _, m := range server.Mails() {
				raw = append(raw, m.Raw)
			}
			return raw
		}}
	}
}

// With returns the same worlds with another value of an argument; nil leaves it out.
func With(subject func(t *testing.T) Subject, name string, value any) func(t *testing.T) Subject {
	return func(t *testing.T) Subject {
		s := subject(t)
		s.Args[name] = value
		return s
	}
}
