package smtp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	gomail "github.com/emersion/go-message/mail"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sample() Message {
	return Message{
		Key: "run/step/0/kenji", Date: time.Date(2026, 4, 6, 10, 5, 0, 0, time.FixedZone("JST", 9*3600)),
		From: Address{Name: "Hana", Address: "hana@example.com"}, To: []Address{{Name: "健二", Address: "kenji@acme.example"}},
		Subject: "ご利用状況はいかがですか", Text: "こんにちは\n", HTML: "<p>こんにちは</p>\n",
	}
}

func TestTheSameMessageIsTheSameBytes(t *testing.T) {
	t.Parallel()
	first, err := sample().bytes("example.com")
	require.NoError(t, err)
	for range 20 {
		again, err := sample().bytes("example.com")
		require.NoError(t, err)
		require.Equal(t, string(first), string(again))
	}
	other := sample()
	other.Key = "run/step/1/kenji"
	changed, err := other.bytes("example.com")
	require.NoError(t, err)
	require.NotEqual(t, MessageID(sample().Key, "example.com"), MessageID(other.Key, "example.com"))
	require.NotEqual(t, string(first), string(changed))
	require.Contains(t, string(first), "Date: Mon, 06 Apr 2026 01:05:00 +0000\r\n", "the date is the call's, in UTC")
	require.NotContains(t, string(first), "run/step", "the key is not shown to the recipient")
}

func TestNonASCIITextsSurvive(t *testing.T) {
	t.Parallel()
	raw, err := sample().bytes("example.com")
	require.NoError(t, err)
	for _, b := range raw {
		require.Less(t, b, byte(0x80), "what goes over the wire is ASCII")
	}
	r, err := gomail.CreateReader(bytes.NewReader(raw))
	require.NoError(t, err)
	subject, err := r.Header.Subject()
	require.NoError(t, err)
	require.Equal(t, sample().Subject, subject)
	to, err := r.Header.AddressList("To")
	require.NoError(t, err)
	require.Equal(t, "健二", to[0].Name)
	var bodies []string
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		body, err := io.ReadAll(part.Body)
		require.NoError(t, err)
		bodies = append(bodies, string(body))
	}
	require.Equal(t, []string{"こんにちは\r\n", "<p>こんにちは</p>\r\n"}, bodies, "text first, HTML last")
}

// A value of a customer's can say anything; the mail's header stays ours and its lines stay short.
func TestNoValueBecomesAHeader(t *testing.T) {
	t.Parallel()
	evil := rapid.StringOf(rapid.RuneFrom([]rune("ab \r\n\t\x00:,<>\"'\\@;=?é日本")))
	rapid.Check(t, func(t *rapid.T) {
		m := sample()
		m.Subject = evil.Draw(t, "subject") + "\r\nBcc: victim@example.org\r\n\r\nbody"
		name, err := NewAddress(evil.Draw(t, "name")+"\r\nBcc: victim@example.org", "kenji@acme.example")
		require.NoError(t, err)
		m.To = []Address{name}
		raw, err := m.bytes("example.com")
		require.NoError(t, err)
		parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
		require.NoError(t, err)
		require.Len(t, parsed.Header, 7, "Content-Type Date From Message-Id Mime-Version Subject To")
		require.Empty(t, parsed.Header.Get("Bcc"))
		to, err := parsed.Header.AddressList("To")
		require.NoError(t, err)
		require.Len(t, to, 1)
		require.Equal(t, "kenji@acme.example", to[0].Address)
		for line := range strings.Lines(string(raw)) {
			require.LessOrEqual(t, len(line), 998+2)
			require.True(t, strings.HasSuffix(line, "\r\n"))
		}
	})
}

// Programs that read mail decode encoded words wherever they stand: a value of a customer's is none.
func TestNoValueIsAnEncodedWord(t *testing.T) {
	t.Parallel()
	const turned = "=?utf-8?q?=E2=80=AEfdp.live?= =?=?UTF-8?b?4oCuZmRw?="
	m := sample()
	m.Subject, m.To = turned, []Address{{Name: turned, Address: "kenji@acme.example"}}
	raw, err := m.bytes("example.com")
	require.NoError(t, err)
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	for _, name := range []string{"Subject", "To"} {
		decoded, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get(name))
		require.NoError(t, err)
		require.Contains(t, decoded, "fdp.live")
		require.NotContains(t, decoded, "\u202e")
	}
}

func TestBodiesKeepWhateverTheySay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := sample()
		m.Text = rapid.StringOf(rapid.RuneFrom([]rune("ab. \n-=日本é<>"))).Draw(t, "text")
		m.HTML = "<p>x</p>"
		raw, err := m.bytes("example.com")
		require.NoError(t, err)
		r, err := gomail.CreateReader(bytes.NewReader(raw))
		require.NoError(t, err)
		part, err := r.NextPart()
		require.NoError(t, err)
		body, err := io.ReadAll(part.Body)
		require.NoError(t, err)
		require.Equal(t, m.Text, strings.ReplaceAll(string(body), "\r\n", "\n"))
	})
}

func TestLinesStayWithinTheLimit(t *testing.T) {
	t.Parallel()
	m := sample()
	m.Subject = strings.Repeat("x", maxSubject+1)
	_, err := m.bytes("example.com")
	require.ErrorContains(t, err, "900")
	m.Subject = strings.Repeat("x", maxSubject)
	m.To[0], err = NewAddress(strings.Repeat("n", 5000), "kenji@acme.example")
	require.NoError(t, err)
	m.Text = strings.Repeat("x", 5000)
	raw, err := m.bytes("example.com")
	require.NoError(t, err)
	for line := range strings.Lines(string(raw)) {
		require.LessOrEqual(t, len(line), 998+2, "SMTP's limit")
	}
}

func TestCalendarIsTheLastAlternative(t *testing.T) {
	t.Parallel()
	m := sample()
	m.HTML, m.Calendar = "", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	raw, err := m.bytes("example.com")
	require.NoError(t, err)
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	_, boundary, ok := strings.Cut(parsed.Header.Get("Content-Type"), "boundary=")
	require.True(t, ok)
	parts := multipart.NewReader(parsed.Body, boundary)
	var kinds []string
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		kinds = append(kinds, part.Header.Get("Content-Type"))
	}
	require.Equal(t, []string{"text/plain; charset=UTF-8", "text/calendar; method=REQUEST; charset=UTF-8"}, kinds)
}
