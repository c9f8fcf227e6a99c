package actionstest

import (
	"fmt"
	"io"
	"net"

	"github.com/emersion/go-smtp"
)

// gate is the listener that lets faults happen before the greeting.
type gate struct {
	net.Listener
	server *SMTPServer
}

// Accept hands on the connections that nothing goes wrong with.
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		f := g.server.fault(AtConnect)
		switch {
		case f == nil:
			return conn, nil
		case f.Hang:
			go g.server.hang(conn)
		case f.Drop:
			_ = conn.Close()
		default:
			_, _ = fmt.Fprintf(conn, "%d %s\r\n", f.Code, f.Text)
			_ = conn.Close()
		}
	}
}

// session is one conversation that goes as the script says.
type session struct {
	server *SMTPServer
	conn   *smtp.Conn
	mail   Mail
}

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.mail = Mail{} }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, encrypted := s.conn.TLSConnectionState()
	s.mail = Mail{From: from, Encrypted: encrypted}
	return s.at(AtMail)
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return s.at(AtRcpt)
}

// Data receives the mail.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.Raw = raw
	mail := s.mail
	f := s.server.fault(AtContent)
	mail.Answered = f == nil
	s.server.received(mail)
	return s.fail(f)
}

func (s *session) at(stage Stage) error { return s.fail(s.server.fault(stage)) }

// fail lets a fault happen; it returns after the client has left, or with what to answer.
func (s *session) fail(f *Fault) error {
	switch {
	case f == nil:
		return nil
	case f.Hang:
		s.server.hang(s.conn.Conn())
		return io.EOF
	case f.Drop:
		_ = s.conn.Conn().Close()
		return io.EOF
	}
	return &smtp.SMTPError{Code: f.Code, EnhancedCode: smtp.NoEnhancedCode, Message: f.Text}
}
