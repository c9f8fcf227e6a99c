package mailbox

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// envelope is what the conversation told about a message, which the message itself need not say.
type envelope struct {
	from     string
	to       []string
	received time.Time
}

const receivedPrefix = "Received: by tend-mailbox; "

// trace writes the envelope as the header lines that mail servers put on top of a message. The last of
// them is Received, by which split finds the end.
func (e envelope) trace() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", clean(e.from))
	for _, to := range e.to {
		fmt.Fprintf(&b, "Delivered-To: %s\r\n", clean(to))
	}
	fmt.Fprintf(&b, "%s%s\r\n", receivedPrefix, e.received.UTC().Format(time.RFC3339Nano))
	return b.Bytes()
}

// clean keeps an address on its line.
func clean(address string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, address)
}

// split takes a kept file apart into the envelope and the bytes that the client sent. A file that
// this package did not write has an empty envelope.
func split(file []byte) (envelope, []byte) {
	var e envelope
	rest := file
	for {
		line, after, ok := bytes.Cut(rest, []byte("\r\n"))
		if !ok {
			return envelope{}, file
		}
		text := string(line)
		rest = after
		switch {
		case strings.HasPrefix(text, "Return-Path: <"):
			e.from = strings.TrimSuffix(strings.TrimPrefix(text, "Return-Path: <"), ">")
		case strings.HasPrefix(text, "Delivered-To: "):
			e.to = append(e.to, strings.TrimPrefix(text, "Delivered-To: "))
		case strings.HasPrefix(text, receivedPrefix):
			at, err := time.Parse(time.RFC3339Nano, strings.TrimPrefix(text, receivedPrefix))
			if err != nil {
				return envelope{}, file
			}
			e.received = at
			return e, rest
		default:
			return envelope{}, file
		}
	}
}
