package mailbox

import (
	"bytes"
	"strings"
	"time"

	gomessage "github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// Message is one delivery as lists show it.
type Message struct {
	// ID numbers the deliveries of a folder from 1.
	ID int64 `json:"id"`
	// Received is the wall time of the delivery.
	Received time.Time `json:"received"`
	// EnvelopeFrom and EnvelopeTo are what the conversation named; From and To the header's addresses
	// with names, as text.
	EnvelopeFrom string   `json:"envelope_from"`
	EnvelopeTo   []string `json:"envelope_to"`
	From         string   `json:"from"`
	To           string   `json:"to"`
	Subject      string   `json:"subject"`
	// MessageID has no angle brackets; empty when the message brings none.
	MessageID string `json:"message_id"`
	// Date is the header's, zero when there is none: the sender's time, which may run ahead.
	Date time.Time `json:"date,omitzero"`
	// Delivery counts the deliveries of this Message-ID: above 1 the mail had come before.
	Delivery int `json:"delivery"`
}

// summarize reads a message's header. What can't be read stays empty, for the sink takes anything.
func summarize(id int64, e envelope, raw []byte) Message {
	m := Message{ID: id, Received: e.received, EnvelopeFrom: e.from, EnvelopeTo: append([]string{}, e.to...), Delivery: 1}
	entity, err := gomessage.Read(bytes.NewReader(raw))
	if entity == nil || err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
		return m
	}
	h := mail.Header{Header: entity.Header}
	m.From, m.To = decodedAddresses(h, "From"), decodedAddresses(h, "To")
	m.Subject, _ = h.Subject()
	m.MessageID, _ = h.MessageID()
	m.Date, _ = h.Date()
	return m
}

// decodedAddresses returns an address header with its names decoded, or as it stands when it can't be parsed.
func decodedAddresses(h mail.Header, name string) string {
	list, err := h.AddressList(name)
	if err != nil {
		return h.Get(name)
	}
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.Address
		if a.Name != "" {
			out[i] = a.Name + " <" + a.Address + ">"
		}
	}
	return strings.Join(out, ", ")
}
