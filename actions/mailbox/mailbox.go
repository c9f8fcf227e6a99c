package mailbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// The bounds of what is kept and taken.
const (
	// DefaultKeep is how many of the newest messages are kept unless Config says otherwise.
	DefaultKeep = 10_000
	// maxBytes is the size of the largest message taken.
	maxBytes = 25 << 20
	// idle is how long a client may be silent.
	idle = 5 * time.Minute
)

// Config says where the mailbox listens and keeps its messages.
type Config struct {
	// Addr is the SMTP server's address, such as "127.0.0.1:2525"; port 0 takes a free one. It must be
	// on this machine, as nothing is encrypted.
	Addr string
	// Dir is the folder for the messages; it is made when missing.
	Dir string
	// Keep is how many of the newest messages are kept; 0: DefaultKeep.
	Keep int
	// Limit bounds the connections of a listener; nil: they have no bound.
	Limit func(net.Listener) net.Listener
	// Now is the clock that deliveries are stamped with; nil: the wall's.
	Now func() time.Time
}

// Mailbox is a running mail sink.
type Mailbox struct {
	box      *box
	server   *smtp.Server
	listener net.Listener
	secret   string
	served   sync.WaitGroup
}

// Start reads the messages that the folder holds, listens, and serves until Close.
func Start(cfg Config) (*Mailbox, error) {
	if err := checkLoopback(cfg.Addr); err != nil {
		return nil, err
	}
	if cfg.Keep == 0 {
		cfg.Keep = DefaultKeep
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	b, err := openBox(cfg.Dir, cfg.Keep)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("the mailbox can't listen on %s: %w", cfg.Addr, err)
	}
	if cfg.Limit != nil {
		l = cfg.Limit(l)
	}
	secret := rand.Text()
	m := &Mailbox{box: b, listener: l, secret: secret, server: newServer(b, cfg.Now, secret)}
	m.served.Go(func() { _ = m.server.Serve(l) })
	return m, nil
}

func newServer(b *box, now func() time.Time, secret string) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return b.enter(&session{box: b, now: now, secret: secret, conn: c.Conn()}), nil
	}))
	s.Domain = "localhost"
	s.MaxMessageBytes = maxBytes
	s.MaxRecipients = 1000
	s.ReadTimeout, s.WriteTimeout = idle, idle
	s.EnableSMTPUTF8 = true
	s.AllowInsecureAuth = true // It listens on this machine only.
	// The server's log would quote what clients send, and with it people's addresses.
	s.ErrorLog = log.New(io.Discard, "", 0)
	return s
}

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("the mailbox's address %q isn't of the form 127.0.0.1:2525", addr)
	}
	ip, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the mailbox's address %q is open to others: what it is sent isn't encrypted, so use 127.0.0.1", addr)
}

// Addr returns the address that the SMTP server listens on.
func (m *Mailbox) Addr() string { return m.listener.Addr().String() }

// URL returns the server as senders are configured with it. It holds the secret that lets them in, made at each start, and
// is nothing to show.
func (m *Mailbox) URL() string { return "smtp://" + user + ":" + m.secret + "@" + m.Addr() }

// Count returns how many deliveries there ever were in this folder, those that are no longer kept included.
func (m *Mailbox) Count() int64 { return m.box.count() }

// Repeated returns how many of the messages kept came with a Message-ID that had come before.
func (m *Mailbox) Repeated() int { return m.box.repeated() }

// Messages returns the messages kept, oldest first.
func (m *Mailbox) Messages() []Message { return m.box.after(0, -1) }

// Raw returns the bytes of a message as the client sent them; ErrNotFound when it isn't kept.
func (m *Mailbox) Raw(id int64) ([]byte, error) { return m.box.raw(id) }

// Wait returns when Count is at least n, or with an error when the context ends before.
func (m *Mailbox) Wait(ctx context.Context, n int64) error {
	for {
		count, changed := m.box.watch()
		if count >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%d of %d mails arrived: %w", count, n, ctx.Err())
		}
	}
}

// Close stops the server; what was answered with success is on the disk already.
func (m *Mailbox) Close() error {
	// The server knows its listener only once it serves, which may be later than this.
	err := errors.Join(ignoreClosed(m.listener.Close()), ignoreClosed(m.server.Close()))
	m.served.Wait()
	if err != nil {
		return fmt.Errorf("the mailbox did not close cleanly: %w", err)
	}
	return nil
}

// ignoreClosed lets a second Close be a success.
func ignoreClosed(err error) error {
	if errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
