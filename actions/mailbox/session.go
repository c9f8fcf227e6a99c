package mailbox

import (
	"crypto/subtle"
	"io"
	"maps"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// user is the name that senders log in with.
const user = "tend"

// session is one client's conversation. Who knows the secret may mail from anyone to anyone.
type session struct {
	box    *box
	secret string
	in     bool
	conn   net.Conn
	now    func() time.Time
	from   string
	to     []string
	// forgotten is the names of messages that aren't kept; the box's lock guards it.
	forgotten map[string]bool
}

// forget has the conversation keep no messages of these names.
func (s *session) forget(names map[string]bool) {
	if s.forgotten == nil {
		s.forgotten = map[string]bool{}
	}
	maps.Copy(s.forgotten, names)
}

// AuthMechanisms returns how a client may log in: nothing leaves the machine, so that plainly does.
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth lets in who knows the secret.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != user || subtle.ConstantTimeCompare([]byte(password), []byte(s.secret)) != 1 {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (s *session) Logout() error {
	s.box.leave(s)
	return nil
}

// Mail begins a mail, of who is logged in.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.in {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "this mailbox takes the engine's own mail only"}
	}
	s.from = from
	return nil
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data keeps the mail. Success means that it is on the disk. A listener with a limit leaves the connection open
// meanwhile.
func (s *session) Data(r io.Reader) (err error) {
	if limited, ok := s.conn.(interface{ Busy(do func()) }); ok {
		limited.Busy(func() { err = s.keep(r) })
		return err
	}
	return s.keep(r)
}

func (s *session) keep(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.box.add(s, envelope{from: s.from, to: s.to, received: s.now()}, raw); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "the mailbox could not keep the mail; try again"}
	}
	return nil
}
