package smtp

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Config says where mail goes.
type Config struct {
	// URL names the server: smtp://user:password@host:port, or smtps:// for TLS from the first byte.
	// The port is 25 (or 465) unless given. ?tls=required, ?tls=offered (use STARTTLS when the server
	// offers it) or ?tls=never overrides the default, which is required, and offered for a server on
	// this machine.
	URL string
	// From is the sender when a message names none: "hana@example.com" or "Hana <hana@example.com>".
	From string
	// Domain is what Message-IDs end in; empty: the domain of each message's sender.
	Domain string
	// TLS overrides how servers are authenticated; nil: by name against the system's roots.
	TLS *tls.Config
}

// tlsMode is when a connection is encrypted.
type tlsMode string

const (
	tlsImplicit tlsMode = "implicit" // from the first byte
	tlsRequired tlsMode = "required" // by STARTTLS, or no mail
	tlsOffered  tlsMode = "offered"  // by STARTTLS when the server offers it
	tlsNever    tlsMode = "never"
)

// server is a Config's URL, read.
type server struct {
	host           string
	port           int
	mode           tlsMode
	user, password string
	hasLogin       bool
}

// address returns the server as a name for messages to people; it holds no password.
func (s server) address() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

func parseURL(text string) (server, error) {
	u, err := url.Parse(text)
	if err != nil || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") || u.Fragment != "" {
		// The parser's own message would quote the URL, and with it the password. So would ours, of a password with
		// a sign in it at which the address seems to end.
		return server{}, errors.New("the SMTP server's URL can't be read: write smtp://user:password@host:port, with special characters of the password as %XX")
	}
	s := server{host: u.Hostname(), port: 25, mode: tlsRequired}
	switch u.Scheme {
	case "smtp":
		if onThisMachine(s.host) {
			s.mode = tlsOffered
		}
	case "smtps":
		s.port, s.mode = 465, tlsImplicit
	default:
		if !strings.Contains(text, "://") {
			u.Scheme = "" // what stands before a colon may be a password too
		}
		return server{}, fmt.Errorf("the SMTP server's URL begins with %q instead of smtp:// or smtps://", u.Scheme+"://")
	}
	if s.host == "" {
		return server{}, errors.New("the SMTP server's URL names no host: write smtp://host:port")
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, fmt.Errorf("the SMTP server's port %q isn't between 1 and 65535", u.Port())
		}
	}
	if u.User != nil {
		s.hasLogin, s.user = true, u.User.Username()
		s.password, _ = u.User.Password()
	}
	return s, s.applyQuery(u)
}

// applyQuery reads ?tls=…; other parameters and paths are refused, as they would be ignored in silence.
func (s *server) applyQuery(u *url.URL) error {
	if strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("the SMTP server's URL has a path, %q, which means nothing there", u.Path)
	}
	for name, values := range u.Query() {
		if name != "tls" {
			return fmt.Errorf("the SMTP server's URL has a parameter %q; the only one is tls", name)
		}
		mode := tlsMode(values[len(values)-1])
		if mode != tlsRequired && mode != tlsOffered && mode != tlsNever {
			return fmt.Errorf("the SMTP server's URL has tls=%s instead of required, offered or never", mode)
		}
		if s.mode == tlsImplicit {
			return errors.New("the SMTP server's URL has both smtps:// and ?tls=: smtps is always encrypted")
		}
		s.mode = mode
	}
	return nil
}

// onThisMachine reports whether a host's traffic never leaves the machine.
func onThisMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
