package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"time"

	"github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"

	"github.com/tendhq/tend/actions"
)

// conversation is one connection to the server. The end of the context closes it, which ends every
// read and write at once.
type conversation struct {
	ctx    context.Context
	server server
	conn   net.Conn
	client *gosmtp.Client
	stop   func() bool
}

// connect dials, greets, encrypts and logs in, as far as the configuration wants it.
func (s *Sender) connect(ctx context.Context) (*conversation, error) {
	c := &conversation{ctx: ctx, server: s.server, stop: func() bool { return true }}
	client, err := mail.NewClient(s.server.host, s.options(c)...)
	if err != nil {
		return nil, fmt.Errorf("the mail client can't be set up: %w", err)
	}
	c.client, err = client.DialToSMTPClientWithContext(ctx)
	if err == nil {
		return c, nil
	}
	defer c.close()
	if c.conn == nil {
		return nil, c.failure("can't be reached", err)
	}
	// A refusal here is about the server and our place there, not about the mail: an operator can mend
	// it while the mail waits, so that even a 5xx isn't permanent.
	return nil, c.failure("doesn't let us in", err)
}

// options returns go-mail's words for the configuration. The connection is dialled here, because go-mail
// would leave it open when a later part of the greeting fails.
func (s *Sender) options(c *conversation) []mail.Option {
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.cfg.TLS != nil {
		secure = s.cfg.TLS.Clone()
	}
	if secure.ServerName == "" {
		secure.ServerName = s.server.host
	}
	opts := []mail.Option{
		mail.WithPort(s.server.port), mail.WithTimeout(conversationTimeout), mail.WithTLSConfig(secure),
		mail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			return c.dial(ctx, network, address, secure)
		}),
	}
	switch s.server.mode {
	case tlsImplicit:
		opts = append(opts, mail.WithSSL())
	case tlsRequired:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	case tlsOffered:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case tlsNever:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.server.hasLogin {
		opts = append(opts, mail.WithUsername(s.server.user), mail.WithPassword(s.server.password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return opts
}

func (c *conversation) dial(ctx context.Context, network, address string, secure *tls.Config) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.conn = conn
	c.stop = context.AfterFunc(c.ctx, func() { _ = conn.Close() })
	if c.server.mode != tlsImplicit {
		return conn, nil
	}
	encrypted := tls.Client(conn, secure)
	if err := encrypted.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return encrypted, nil
}

// envelope names the sender and the recipients. If one recipient is refused nobody gets the mail.
func (c *conversation) envelope(from actions.Address, to []actions.Address) error {
	if err := c.allowForeign(append([]actions.Address{from}, to...)); err != nil {
		return err
	}
	if err := c.client.Mail("<" + from.Wire() + ">"); err != nil {
		return c.refusal("refuses the sender "+from.String(), err)
	}
	for _, a := range to {
		if err := c.client.Rcpt("<" + a.Wire() + ">"); err != nil {
			return c.refusal("refuses the recipient "+a.String(), err)
		}
	}
	return nil
}

// allowForeign asks for SMTPUTF8 when an address isn't ASCII, and only then: a relay behind the server
// may not know it.
func (c *conversation) allowForeign(all []actions.Address) error {
	foreign := slices.IndexFunc(all, func(a actions.Address) bool { return !a.ASCII() })
	c.client.SkipSMTPUTF8(foreign < 0)
	if ok, _ := c.client.Extension("SMTPUTF8"); foreign >= 0 && !ok {
		return actions.Permanent(fmt.Errorf("the mail server %s takes ASCII addresses only, which %s isn't", c.server.address(), all[foreign]))
	}
	return nil
}

// content hands the mail over. From the last byte on until the server's answer nobody knows whether
// the mail will arrive: an end in between is unsure.
func (c *conversation) content(raw []byte) error {
	w, err := c.client.Data()
	if err != nil {
		return c.refusal("refuses the mail", err)
	}
	if _, err := w.Write(raw); err != nil {
		return c.failure("lost the connection within the mail", err)
	}
	err = w.Close()
	var answer *textproto.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answer):
		return c.refusal("refuses the mail", err)
	}
	return actions.Unsure(c.failure("was given the mail but its answer got lost, so it may arrive or not", err))
}

// quit says goodbye without waiting long: the mail is safe already.
func (c *conversation) quit() {
	if err := c.client.UpdateDeadline(time.Second); err == nil {
		_ = c.client.Quit()
	}
}

// close ends the connection without a word: after a failure, any further command could complete a
// mail that was cut off.
func (c *conversation) close() {
	c.stop()
	if c.conn != nil {
		_ = c.conn.Close()
	}
}
