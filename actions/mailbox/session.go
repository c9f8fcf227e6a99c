package mailbox

import (
	"io"
	"maps"
	"time"

	"github.com/emersion/go-smtp"
)

// session is one client's conversation. It takes mail from anyone to anyone.
type session struct {
	box  *box
	now  func() time.Time
	from string
	to   []string
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

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (s *session) Logout() error {
	s.box.leave(s)
	return nil
}

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data keeps the mail. Success means that it is on the disk.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.box.add(s, envelope{from: s.from, to: s.to, received: s.now()}, raw); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "the mailbox could not keep the mail; try again"}
	}
	return nil
}
