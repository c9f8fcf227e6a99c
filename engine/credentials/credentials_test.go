package credentials_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/credentials"
)

var loopback = net.ParseIP("127.0.0.1")

// serverOf returns the TLS of a server with the folder's credentials.
func serverOf(t *testing.T, folder string) *tls.Config {
	t.Helper()
	authority, err := credentials.Open(folder)
	require.NoError(t, err)
	server, err := authority.Server(loopback)
	require.NoError(t, err)
	return server
}

func clientOf(t *testing.T, folder string) *tls.Config {
	t.Helper()
	client, err := credentials.Client(folder)
	require.NoError(t, err)
	return client
}

// meet lets a client say a word to a server, and gives what both found.
func meet(t *testing.T, server, client *tls.Config) (said string, serverErr, clientErr error) {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", server)
	require.NoError(t, err)
	defer listener.Close()
	type heard struct {
		word string
		err  error
	}
	answers := make(chan heard, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			answers <- heard{err: err}
			return
		}
		defer conn.Close()
		word := make([]byte, 5)
		_, err = conn.Read(word)
		if err == nil {
			_, err = conn.Write(word)
		}
		answers <- heard{string(word), err}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := (&tls.Dialer{Config: client}).DialContext(ctx, "tcp", listener.Addr().String())
	if err == nil {
		defer conn.Close()
		_, err = conn.Write([]byte("hello"))
		if err == nil {
			_, err = conn.Read(make([]byte, 5))
		}
	}
	if err != nil && conn == nil {
		// The server hears of it by the end of the connection.
		_ = listener.Close()
	}
	answer := <-answers
	return answer.word, answer.err, err
}

// selfMade returns a certificate that anybody can make.
func selfMade(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tend"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

func TestWhoHasTheFolderGetsInAndNobodyElse(t *testing.T) {
	t.Parallel()
	ours, theirs := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	server := serverOf(t, ours)
	serverOf(t, theirs)

	said, err, clientErr := meet(t, server, clientOf(t, ours))
	require.NoError(t, err)
	require.NoError(t, clientErr)
	require.Equal(t, "hello", said)
	_, err, clientErr = meet(t, server, server)
	require.NoError(t, err, "the server's parts call each other")
	require.NoError(t, clientErr)

	credulous := &tls.Config{InsecureSkipVerify: true}
	made := credulous.Clone()
	made.Certificates = []tls.Certificate{selfMade(t)}
	stolen := clientOf(t, theirs)
	stolen.InsecureSkipVerify = true
	old := clientOf(t, ours)
	old.MaxVersion = tls.VersionTLS12
	old.MinVersion = tls.VersionTLS12
	for name, client := range map[string]*tls.Config{
		"no certificate": credulous, "a self-made one": made, "one of another folder": stolen, "an old protocol": old,
	} {
		_, err, clientErr := meet(t, server, client)
		require.Error(t, err, name)
		require.Error(t, clientErr, name)
	}
}

func TestAClientKnowsItsServer(t *testing.T) {
	t.Parallel()
	ours, theirs := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	serverOf(t, ours)
	_, _, err := meet(t, serverOf(t, theirs), clientOf(t, ours))
	require.ErrorContains(t, err, "certificate signed by unknown authority")

	// A client isn't a server, though the authority vouches for it.
	client := clientOf(t, ours)
	client.ServerName = "localhost"
	_, _, err = meet(t, client.Clone(), client)
	require.Error(t, err)
}

// A machine whose clock is wrong, or a process that runs for years, isn't shut out.
func TestNoClockShutsAnybodyOut(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "tls")
	for _, year := range []int{2001, 2036, 2106, 9999} {
		server := serverOf(t, folder)
		client := clientOf(t, folder)
		now := func() time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }
		server.Time, client.Time = now, now
		_, err, clientErr := meet(t, server, client)
		require.NoError(t, err, year)
		require.NoError(t, clientErr, year)
	}
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		require.NoError(t, err)
		all[e.Name()] = string(raw)
	}
	return all
}

func TestCredentialsStayUntilTheyAreNoGood(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(t *testing.T, folder string)
		// stay is the files that stay as they were.
		stay []string
	}{
		"untouched":                {func(*testing.T, string) {}, []string{"ca.pem", "ca.key", "client.pem", "client.key"}},
		"the client's are removed": {func(t *testing.T, folder string) { require.NoError(t, os.Remove(filepath.Join(folder, "client.key"))) }, []string{"ca.pem", "ca.key"}},
		"all are removed":          {func(t *testing.T, folder string) { require.NoError(t, os.RemoveAll(folder)) }, nil},
		"a key is damaged": {func(t *testing.T, folder string) {
			require.NoError(t, os.WriteFile(filepath.Join(folder, "ca.key"), []byte("half a k"), 0o600))
		}, nil},
		"a key of another": {func(t *testing.T, folder string) {
			require.NoError(t, os.Rename(filepath.Join(folder, "client.key"), filepath.Join(folder, "ca.key")))
		}, nil},
		"others could read the authority's key": {func(t *testing.T, folder string) {
			require.NoError(t, os.Chmod(filepath.Join(folder, "ca.key"), 0o644))
		}, nil},
		"others could read the client's key": {func(t *testing.T, folder string) {
			require.NoError(t, os.Chmod(filepath.Join(folder, "client.key"), 0o640))
		}, []string{"ca.pem", "ca.key"}},
		"a client in the authority's place": {func(t *testing.T, folder string) {
			for _, ext := range []string{".pem", ".key"} {
				require.NoError(t, os.Rename(filepath.Join(folder, "client"+ext), filepath.Join(folder, "ca"+ext)))
			}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "tls")
			serverOf(t, folder)
			before := contents(t, folder)
			test.spoil(t, folder)
			_, err, clientErr := meet(t, serverOf(t, folder), clientOf(t, folder))
			require.NoError(t, err)
			require.NoError(t, clientErr)
			after := contents(t, folder)
			require.Len(t, after, 4)
			for file, text := range after {
				require.Equal(t, contains(test.stay, file), before[file] == text, file)
			}
		})
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func TestCredentialsAreTheirOwnersOnly(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "tls")
	require.NoError(t, os.Mkdir(folder, 0o755))
	authority, err := credentials.Open(folder)
	require.NoError(t, err)
	_, err = authority.Profile("127.0.0.1:7233", "tend")
	require.NoError(t, err)
	info, err := os.Stat(folder)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 5)
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), e.Name())
	}
}

func TestWhatIsNoFolderHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	link, file := filepath.Join(dir, "link"), filepath.Join(dir, "file")
	require.NoError(t, os.Symlink(t.TempDir(), link))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, folder := range []string{link, file} {
		_, err := credentials.Open(folder)
		require.EqualError(t, err, "the credentials of Temporal in "+folder+" can't be used: it is not a folder")
	}
	_, err := credentials.Client(filepath.Join(dir, "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestAProfileSaysHowTemporalIsReached(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), `odd "name" it's`)
	authority, err := credentials.Open(folder)
	require.NoError(t, err)
	p, err := authority.Profile("127.0.0.1:7233", "tend")
	require.NoError(t, err)
	text, err := os.ReadFile(p.File)
	require.NoError(t, err)
	escaped := strings.ReplaceAll(folder, `"`, `\"`)
	require.Equal(t, `# How Temporal's own tools and workers reach this Temporal: name this file in TEMPORAL_CONFIG_FILE.
[profile.default]
address = "127.0.0.1:7233"
namespace = "tend"

[profile.default.tls]
client_cert_path = "`+escaped+`/client.pem"
client_key_path = "`+escaped+`/client.key"
server_ca_cert_path = "`+escaped+`/ca.pem"
`, string(text))
	word := `'` + strings.ReplaceAll(folder, `'`, `'\''`)
	require.Equal(t, `TEMPORAL_CONFIG_FILE=`+word+`/temporal.toml'`, p.Variable())
	require.Equal(t, `--address 127.0.0.1:7233 --namespace tend --tls-cert-path `+word+`/client.pem' --tls-key-path `+word+`/client.key' --tls-ca-path `+word+`/ca.pem'`, p.Flags())
}
