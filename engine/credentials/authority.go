package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
)

// Authority vouches for the server and for the clients of one folder.
type Authority struct {
	folder string
	own    tls.Certificate
}

// Open reads the authority of a folder, and makes it, with a client's credentials, where they are absent,
// damaged, or could be read by others. The folder is made when absent; its parent must exist.
func Open(folder string) (*Authority, error) {
	a, err := open(folder)
	if err != nil {
		return nil, fmt.Errorf("the credentials of Temporal in %s can't be used: %w", folder, err)
	}
	return a, nil
}

func open(folder string) (*Authority, error) {
	if err := closeFolder(folder); err != nil {
		return nil, err
	}
	a := &Authority{folder: folder}
	var err error
	a.own, err = keep(folder, authorityName, isAuthority, func() (tls.Certificate, error) {
		return issue(authority(), nil)
	})
	if err != nil {
		return nil, err
	}
	_, err = keep(folder, clientName, a.vouchesFor, func() (tls.Certificate, error) {
		return issue(client(), &a.own)
	})
	return a, err
}

// Server is the TLS of the server's parts at an IP, for both ends of what they say to each other. It lets in
// whom the authority vouches for. Its key is made anew and never written down.
func (a *Authority) Server(ip net.IP) (*tls.Config, error) {
	own, err := issue(server(ip), &a.own)
	if err != nil {
		return nil, err
	}
	c := a.config(own)
	c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, c.RootCAs
	return c, nil
}

// Client is the TLS of a client that has a folder's credentials.
func Client(folder string) (*tls.Config, error) {
	own, err := read(folder, authorityName, isAuthority)
	if err != nil {
		return nil, fmt.Errorf("read the credentials of Temporal in %s: %w", folder, err)
	}
	a := &Authority{folder: folder, own: own}
	client, err := read(folder, clientName, a.vouchesFor)
	if err != nil {
		return nil, fmt.Errorf("read the credentials of Temporal in %s: %w", folder, err)
	}
	return a.config(client), nil
}

// config trusts nobody but the authority.
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

// vouchesFor says whether a certificate is one that the authority signed.
func (a *Authority) vouchesFor(c *x509.Certificate) bool {
	return c.CheckSignatureFrom(a.own.Leaf) == nil
}

func isAuthority(c *x509.Certificate) bool { return c.IsCA }
