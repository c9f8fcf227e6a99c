package smtp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/tendhq/tend/actions"
)

// maxSubject is the length of the longest subject in bytes: a line of a header holds 998 at most, and a
// subject without blanks can't be folded.
const maxSubject = 900

// Message is one mail. The same Message always becomes the same bytes: nothing in them comes from a
// clock, a random source or the machine.
type Message struct {
	// Key identifies the mail; the Message-ID and the boundaries between its parts are made from it.
	Key string
	// Date is what the header of that name says.
	Date time.Time
	// From is the sender. To is everyone who gets the mail; all of them see the others. Names become one
	// line like the subject.
	From Address
	To   []Address
	// Subject is one line, as actions.OneLine makes it.
	Subject string
	// Text is the plain text, HTML the same with its looks (optional), and Calendar an iCalendar
	// request about the same (optional): alternatives, the richest last. Text and HTML are tidied by
	// actions.Lines; what a calendar holds is tidied by who writes it.
	Text, HTML, Calendar string
}

// id returns a name made from the key that tells nothing about it.
func id(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// bytes writes the mail as it goes over the wire, with the Message-ID under the domain.
func (m Message) bytes(domain string) ([]byte, error) {
	subject := headerText(m.Subject)
	if len(subject) > maxSubject {
		return nil, fmt.Errorf("the mail's subject is longer than %d bytes: shorten it", maxSubject)
	}
	msg := mail.NewMsg(
		mail.WithNoDefaultUserAgent(),
		mail.WithBoundary("tend-"+id("boundary", m.Key)),
		mail.WithEncoding(mail.EncodingQP),
	)
	if err := setAddresses(msg, mail.HeaderFrom, m.From); err != nil {
		return nil, err
	}
	if err := setAddresses(msg, mail.HeaderTo, m.To...); err != nil {
		return nil, err
	}
	msg.Subject(subject)
	msg.SetMessageIDWithValue(MessageID(m.Key, domain))
	msg.SetDateWithValue(m.Date.UTC().Truncate(time.Second))
	msg.SetBodyString(mail.TypeTextPlain, wireLines(actions.Lines(m.Text)), bodyEncoding(m.Text))
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, wireLines(actions.Lines(m.HTML)), bodyEncoding(m.HTML))
	}
	if m.Calendar != "" {
		msg.AddAlternativeString("text/calendar; method=REQUEST", wireLines(m.Calendar), bodyEncoding(m.Calendar))
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("the mail can't be written: %w", err)
	}
	return out.Bytes(), nil
}

// headerText returns a text as a header can have it: one line, of which nothing reads as an encoded word, for what
// that encodes could be anything.
func headerText(text string) string {
	return strings.ReplaceAll(actions.OneLine(text), "=?", "= ?")
}

// setAddresses writes a header of addresses.
func setAddresses(msg *mail.Msg, header mail.AddrHeader, people ...Address) error {
	out := make([]*Address, len(people))
	for i, p := range people {
		a, err := NewAddress(p.Name, p.Address)
		if err != nil {
			return err
		}
		out[i] = &a
	}
	msg.SetAddrHeaderFromMailAddress(header, out...)
	return nil
}

// MessageID returns the Message-ID of the mail with a key, without the angle brackets.
func MessageID(key, domain string) string { return MessageName(key) + "@" + domain }

// MessageName returns what stands before the @ in it, whoever the sender is.
func MessageName(key string) string { return id("message", key) }

// wireLines ends every line with CR LF, as MIME wants of text whatever its encoding.
func wireLines(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
}

// bodyEncoding picks what is shorter: text in Latin letters stays readable in the source, and
// Japanese text isn't blown up to three times its size.
func bodyEncoding(text string) mail.PartOption {
	foreign := 0
	for i := range len(text) {
		if text[i] >= 0x80 {
			foreign++
		}
	}
	if foreign*6 > len(text) {
		return mail.WithPartEncoding(mail.EncodingB64)
	}
	return mail.WithPartEncoding(mail.EncodingQP)
}
