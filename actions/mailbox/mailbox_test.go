package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

var received = time.Date(2026, 4, 6, 1, 5, 0, 123456789, time.UTC)

func start(t *testing.T, dir string, edit ...func(*Config)) *Mailbox {
	t.Helper()
	cfg := Config{Addr: "127.0.0.1:0", Dir: dir, Now: func() time.Time { return received }}
	for _, e := range edit {
		e(&cfg)
	}
	m, err := Start(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	return m
}

// eml returns a small message with a Message-ID.
func eml(id, subject string) string {
	return "From: =?utf-8?q?=E3=81=AF=E3=81=AA?= <hana@example.com>\r\nTo: Kenji <kenji@acme.example>\r\n" +
		"Subject: " + subject + "\r\nMessage-ID: <" + id + "@example.com>\r\nDate: Mon, 06 Apr 2026 01:05:00 +0000\r\n\r\nHello.\r\n"
}

// login returns how a sender gets in.
func login(m *Mailbox) smtp.Auth { return smtp.PlainAuth("", user, m.secret, "127.0.0.1") }

// Strangers on the machine can't mail, whatever they say.
func TestStrangersCantMail(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	for name, auth := range map[string]smtp.Auth{
		"nothing":      nil,
		"no password":  smtp.PlainAuth("", user, "", "127.0.0.1"),
		"a guess":      smtp.PlainAuth("", user, "secret", "127.0.0.1"),
		"another user": smtp.PlainAuth("", "hana", m.secret, "127.0.0.1"),
		"another's":    login(start(t, t.TempDir())),
	} {
		err := smtp.SendMail(m.Addr(), auth, "hana@example.com", []string{"kenji@acme.example"}, []byte(eml("a", "Forged")))
		require.ErrorContains(t, err, map[bool]string{true: "530", false: "535"}[auth == nil], name)
	}
	require.Zero(t, m.Count())
	require.NotContains(t, m.Addr(), m.secret)
	deliver(t, m, eml("b", "Hello"))
	require.EqualValues(t, 1, m.Count())
}

// Silent connections keep no mail out.
func TestSilentConnectionsShutNobodyOut(t *testing.T) {
	t.Parallel()
	const most = 4
	m := start(t, t.TempDir(), func(c *Config) {
		c.Limit = func(l net.Listener) net.Listener { return api.LimitConnections(l, most) }
	})
	var silent []net.Conn
	for range 5 * most {
		conn, err := net.Dial("tcp", m.Addr())
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		silent = append(silent, conn)
	}
	deliver(t, m, eml("a", "Hello"))
	for _, conn := range silent[:4*most] {
		_, _ = io.Copy(io.Discard, conn) // It made room; that this ends is the test.
	}
}

// deliver talks SMTP to the mailbox as any program would.
func deliver(t *testing.T, m *Mailbox, raw string) {
	t.Helper()
	require.NoError(t, smtp.SendMail(m.Addr(), login(m), "hana@example.com", []string{"kenji@acme.example", "oona@acme.example"}, []byte(raw)))
}

func TestADeliveryIsKeptAndListed(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	raw := eml("a", "=?utf-8?q?=E3=81=93=E3=82=93=E3=81=AB=E3=81=A1=E3=81=AF?=")
	deliver(t, m, raw)
	require.Equal(t, []Message{{
		ID: 1, Received: received, EnvelopeFrom: "hana@example.com", EnvelopeTo: []string{"kenji@acme.example", "oona@acme.example"},
		From: "はな <hana@example.com>", To: "Kenji <kenji@acme.example>", Subject: "こんにちは", MessageID: "a@example.com",
		Date: m.Messages()[0].Date, Delivery: 1,
	}}, m.Messages())
	require.True(t, m.Messages()[0].Date.Equal(time.Date(2026, 4, 6, 1, 5, 0, 0, time.UTC)))
	got, err := m.Raw(1)
	require.NoError(t, err)
	require.Equal(t, raw, string(got), "exactly the bytes that were sent")
	_, err = m.Raw(2)
	require.ErrorIs(t, err, ErrNotFound)
}

// A second mailbox on the folder of one that never closed finds what the first answered for.
func TestMessagesSurviveAKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	for i := range 3 {
		deliver(t, first, eml(fmt.Sprint(i), "Hello"))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "000000000004.eml.part"), []byte("half a mess"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("not ours"), 0o600))

	second := start(t, dir)
	require.Equal(t, first.Messages(), second.Messages())
	require.EqualValues(t, 3, second.Count())
	require.NoFileExists(t, filepath.Join(dir, "000000000004.eml.part"), "nobody was told that it arrived")
	require.FileExists(t, filepath.Join(dir, "notes.txt"))
	deliver(t, second, eml("next", "Hello"))
	require.EqualValues(t, 4, second.Messages()[3].ID, "numbers go on")
}

func TestTheSameMailAgainIsAnotherDelivery(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir)
	for _, id := range []string{"a", "b", "a"} {
		deliver(t, m, eml(id, "Hello"))
	}
	check := func(m *Mailbox) {
		require.EqualValues(t, 3, m.Count())
		require.Equal(t, 1, m.Repeated())
		require.Equal(t, 1, m.Messages()[1].Delivery)
		require.Equal(t, 2, m.Messages()[2].Delivery)
	}
	check(m)
	check(start(t, dir))
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir, func(c *Config) { c.Keep = 3 })
	for i := range 5 {
		deliver(t, m, eml(fmt.Sprint(i), "Hello"))
	}
	require.Len(t, m.Messages(), 3)
	require.EqualValues(t, 3, m.Messages()[0].ID)
	require.EqualValues(t, 5, m.Count(), "the count is of all that ever came")
	_, err := m.Raw(1)
	require.ErrorIs(t, err, ErrNotFound)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 3)
	smaller := start(t, dir, func(c *Config) { c.Keep = 1 })
	require.Len(t, smaller.Messages(), 1)
	require.EqualValues(t, 5, smaller.Messages()[0].ID)
	require.Len(t, m.box.copies, 3, "what is forgotten is forgotten wholly")
}

func TestWait(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	arrived := make(chan error, 1)
	go func() { arrived <- m.Wait(context.Background(), 2) }()
	deliver(t, m, eml("a", "Hello"))
	deliver(t, m, eml("b", "Hello"))
	require.NoError(t, <-arrived)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := m.Wait(ctx, 3)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "2 of 3 mails arrived")
}

func TestConcurrentDeliveriesAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := smtp.SendMail(m.Addr(), login(m), "hana@example.com", []string{"kenji@acme.example"}, []byte(eml(fmt.Sprint(i), "Hello"))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i, message := range m.Messages() {
		require.EqualValues(t, i+1, message.ID)
	}
	require.Len(t, m.Messages(), 20)
}

func TestAFullDiskIsNotASuccess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir)
	require.NoError(t, os.RemoveAll(dir))
	err := smtp.SendMail(m.Addr(), login(m), "hana@example.com", []string{"kenji@acme.example"}, []byte(eml("a", "Hello")))
	require.ErrorContains(t, err, "could not keep the mail")
	require.True(t, strings.HasPrefix(err.Error(), "451"), "it may be tried again")
	require.Empty(t, m.Messages())
	require.Zero(t, m.Count())
}

func TestAnythingIsTaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir)
	for _, raw := range []string{"no header at all\r\n", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nbroken", "From: (\r\nSubject: =?x?y?z?=\r\n\r\n\x00\xff\r\n", "Return-Path: <x>\r\nDelivered-To: y\r\nReceived: by tend-mailbox; yesterday\r\n\r\n"} {
		deliver(t, m, raw)
	}
	require.Len(t, m.Messages(), 4)
	require.Equal(t, m.Messages(), start(t, dir).Messages())
}

func TestStartRefusals(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	taken := start(t, t.TempDir())
	for says, cfg := range map[string]Config{
		"is open to others":      {Addr: "0.0.0.0:0", Dir: t.TempDir()},
		"isn't of the form":      {Addr: "2525", Dir: t.TempDir()},
		"folder can't be made":   {Addr: "127.0.0.1:0", Dir: filepath.Join(file, "mail")},
		"address already in use": {Addr: taken.Addr(), Dir: t.TempDir()},
	} {
		_, err := Start(cfg)
		require.ErrorContains(t, err, says)
	}
}

func TestCloseTwice(t *testing.T) {
	t.Parallel()
	m := start(t, t.TempDir())
	require.NoError(t, m.Close())
	require.NoError(t, m.Close())
	err := smtp.SendMail(m.Addr(), login(m), "a@b.example", []string{"c@d.example"}, nil)
	require.Error(t, err)
}

func TestEnvelopeSurvivesTheFile(t *testing.T) {
	t.Parallel()
	e := envelope{from: "a@b.example\r\nX: y", to: []string{"c@d.example", "e@f.example"}, received: received}
	got, raw := split(append(e.trace(), "Subject: x\r\n\r\nbody"...))
	require.Equal(t, envelope{from: "a@b.exampleX: y", to: e.to, received: received}, got)
	require.Equal(t, "Subject: x\r\n\r\nbody", string(raw))
	got, raw = split([]byte("Subject: x\r\n\r\nbody"))
	require.Equal(t, envelope{}, got, "a file that someone put there")
	require.Equal(t, "Subject: x\r\n\r\nbody", string(raw))
}

func TestWriteFileLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := filepath.Join(dir, "taken")
	require.NoError(t, os.MkdirAll(filepath.Join(target, "sub"), 0o700))
	err := writeFile(target, []byte("x"))
	require.Error(t, err)
	require.False(t, errors.Is(err, os.ErrNotExist))
	require.NoFileExists(t, target+partSuffix)
}
