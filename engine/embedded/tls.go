package embedded

import (
	"crypto/tls"
	"time"

	"go.temporal.io/server/common/rpc/encryption"
)

// mutualTLS guards every part of the server alike, not only the one for clients: a caller of the others could
// read and end runs as well.
type mutualTLS struct{ both *tls.Config }

var _ encryption.TLSConfigProvider = mutualTLS{}

// GetInternodeServerConfig is for the parts that only other parts call.
func (m mutualTLS) GetInternodeServerConfig() (*tls.Config, error) { return m.both, nil }

// GetInternodeClientConfig is for the calls of those.
func (m mutualTLS) GetInternodeClientConfig() (*tls.Config, error) { return m.both, nil }

// GetFrontendServerConfig is for the part that clients call.
func (m mutualTLS) GetFrontendServerConfig() (*tls.Config, error) { return m.both, nil }

// GetFrontendClientConfig is for the server's own workers.
func (m mutualTLS) GetFrontendClientConfig() (*tls.Config, error) { return m.both, nil }

// GetRemoteClusterClientConfig is never called: there is one cluster.
func (m mutualTLS) GetRemoteClusterClientConfig(string) (*tls.Config, error) { return m.both, nil }

// GetExpiringCerts finds none: they don't expire.
func (m mutualTLS) GetExpiringCerts(time.Duration) (expiring, expired encryption.CertExpirationMap, err error) {
	return encryption.CertExpirationMap{}, encryption.CertExpirationMap{}, nil
}
