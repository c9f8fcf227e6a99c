package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
)

// Authority signs the credentials of the server and of the clients of one folder.
type Authority struct {
	folder string
	own    tls.Certificate
}

// Open reads the authority of a folder. It makes it, with a client's credentials, where they are absent, damaged, or
// readable by others. The folder is made when absent; its parent must exist.
func Open(folder string) (*Authority, error) {
	a, err := open(folder)
	if err != nil {
		return nil, fmt.Errorf("the credentials of Temporal in %s can't be used: %w", folder, err)
	}
	return a, nil
}

func open(folder string) (*Authority, error) {
	if err := makePrivateFolder(folder); err != nil {
		return nil, err
	}
	a := &Authority{folder: folder}
	var err error
	a.own, err = readOrIssue(folder, authorityName, isAuthority, func() (tls.Certificate, error) {
		return issue(authority(), nil)
	})
	if err != nil {
		return nil, err
	}
	_, err = readOrIssue(folder, clientName, a.signed, func() (tls.Certificate, error) {
		return issue(client(), &a.own)
	})
	return a, err
}

// Server returns the TLS configuration of the server's parts at an IP, for both ends of their connections. It admits
// those whom the authority has signed. Its key is made anew and never written down.
func (a *Authority) Server(ip net.IP) (*tls.Config, error) {
	own, err := issue(server(ip), &a.own)
	if err != nil {
		return nil, err
	}
	c := a.config(own)
	c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, c.RootCAs
	return c, nil
}

// Client returns the TLS configuration of a client that has a folder's credentials.
func Client(folder string) (*tls.Config, error) {
	own, err := read(folder, authorityName, isAuthority)
	if err != nil {
		return nil, fmt.Errorf("read the credentials of Temporal in %s: %w", folder, err)
	}
	a := &Authority{folder: folder, own: own}
	client, err := read(folder, clientName, a.signed)
	if err != nil {
		return nil, fmt.Errorf("read the credentials of Temporal in %s: %w", folder, err)
	}
	return a.config(client), nil
}

// config returns a configuration that trusts the authority alone.
func (a *Authority) config(own tls.Certificate) *tls.Config {
	known := x509.NewCertPool()
	known.AddCert(a.own.Leaf)
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{own},
		RootCAs:      known,
		NextProtos:   []string{"h2"},
	}
}

// signed reports whether the authority signed a certificate.
func (a *Authority) signed(c *x509.Certificate) bool {
	return c.CheckSignatureFrom(a.own.Leaf) == nil
}

func isAuthority(c *x509.Certificate) bool { return c.IsCA }
