package smtp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tendhq/tend/actions"
)

// conversationTimeout is the wall time after which a conversation is given up, whatever the caller allows.
const conversationTimeout = 2 * time.Minute

// Sender sends mail through one server. It may be shared; every mail has a connection of its own.
type Sender struct {
	server server
	cfg    Config
	from   *Address
}

// New reads the configuration. It doesn't talk to the server: one that is away when the engine starts
// is back, perhaps, when there is mail to send.
func New(cfg Config) (*Sender, error) {
	srv, err := parseURL(cfg.URL)
	if err != nil {
		return nil, err
	}
	s := &Sender{server: srv, cfg: cfg}
	if cfg.From != "" {
		from, err := ParseAddress(cfg.From)
		if err != nil {
			return nil, fmt.Errorf("the default sender: %w", err)
		}
		s.from = &from
	}
	if id, err := actions.ParseAddress("id@" + cfg.Domain); cfg.Domain != "" && (err != nil || !id.ASCII()) {
		return nil, fmt.Errorf("the domain for Message-IDs, %q, isn't a domain", cfg.Domain)
	}
	return s, nil
}

// From returns the sender of a mail: the address named, or else the configuration's. Neither, or a bad one, is a
// permanent error.
func (s *Sender) From(named string) (Address, error) {
	if named == "" {
		if s.from == nil {
			return Address{}, actions.Permanent(errors.New("the mail has no sender: name one in the step, or give the engine a default sender"))
		}
		return *s.from, nil
	}
	from, err := ParseAddress(named)
	if err != nil {
		return Address{}, actions.Permanent(fmt.Errorf("the sender can't be used: %w", err))
	}
	return from, nil
}

// noDomain is what identifiers end in for senders whose domain isn't ASCII, as identifiers must be.
const noDomain = "tend.invalid"

// Domain returns what identifiers of a sender's mails end in.
func (s *Sender) Domain(from Address) string {
	if s.cfg.Domain != "" {
		return s.cfg.Domain
	}
	domain := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	if strings.IndexFunc(domain, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return noDomain
	}
	return domain
}

// Prepare writes the mail without sending it: its Message-ID without the angle brackets and its bytes.
// What can't be written is a permanent error.
func (s *Sender) Prepare(m Message) (messageID string, raw []byte, err error) {
	if len(m.To) == 0 {
		return "", nil, actions.Permanent(errors.New("the mail has no recipient"))
	}
	domain := s.Domain(m.From)
	raw, err = m.bytes(domain)
	if err != nil {
		return "", nil, actions.Permanent(err)
	}
	return MessageID(m.Key, domain), raw, nil
}

// Send hands the mail to the server, to all recipients or to none, and returns its Message-ID without
// the angle brackets. It ends with the context at the latest. A refusal of this mail for good is a
// permanent error; an answer that got lost after the mail was handed over is an unsure one; all else,
// such as a server that is away, refuses for now or doesn't let us in, may be tried again.
func (s *Sender) Send(ctx context.Context, m Message) (messageID string, err error) {
	messageID, raw, err := s.Prepare(m)
	if err != nil {
		return "", err
	}
	people, err := mailboxes(append([]Address{m.From}, m.To...)...)
	if err != nil {
		return "", actions.Permanent(err)
	}
	ctx, cancel := context.WithTimeout(ctx, conversationTimeout)
	defer cancel()
	c, err := s.connect(ctx)
	if err != nil {
		return "", err
	}
	defer c.close()
	if err := c.envelope(people[0], people[1:]); err != nil {
		return "", err
	}
	if err := c.content(raw); err != nil {
		return "", err
	}
	c.quit()
	return messageID, nil
}
