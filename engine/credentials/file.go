package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
)

// The names of the files, without ".pem" for the certificate and ".key" for its key.
const (
	authorityName = "ca"
	clientName    = "client"
)

// makePrivateFolder makes the folder, readable by its owner only.
func makePrivateFolder(folder string) error {
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("it is not a folder")
	}
	if owner, known := info.Sys().(*syscall.Stat_t); known && int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("it belongs to another user (%d), who could replace what is in it: remove it, or run chown -R %d %s", owner.Uid, os.Geteuid(), folder)
	}
	return os.Chmod(folder, 0o700)
}

// readOrIssue reads the pair of a name, or makes it when it is absent, not good, or readable by others.
func readOrIssue(folder, name string, good func(*x509.Certificate) bool, make func() (tls.Certificate, error)) (tls.Certificate, error) {
	if pair, err := read(folder, name, good); err == nil {
		return pair, nil
	}
	pair, err := make()
	if err != nil {
		return tls.Certificate{}, err
	}
	return pair, write(folder, name, pair)
}

// read reads the pair of a name if it is good and only its owner can read its key.
func read(folder, name string, good func(*x509.Certificate) bool) (tls.Certificate, error) {
	certificate, key := files(folder, name)
	info, err := os.Lstat(key)
	if err != nil {
		return tls.Certificate{}, err
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return tls.Certificate{}, fmt.Errorf("%s could be read by others", key)
	}
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err == nil && !good(pair.Leaf) {
		err = fmt.Errorf("%s isn't signed by this folder's authority", certificate)
	}
	return pair, err
}

// write stores a pair, its key first: a kill between the two leaves a pair that doesn't match, which the next start
// replaces.
func write(folder, name string, pair tls.Certificate) error {
	certificate, key := files(folder, name)
	raw, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		return err
	}
	if err := writeFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})); err != nil {
		return err
	}
	return writeFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}))
}

// writeFile replaces a file whole with one that only its owner can read, whatever the umask says.
func writeFile(path string, text []byte) error {
	file, err := renameio.TempFile(filepath.Dir(path), path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Cleanup() }() // After the replacement, there is nothing to do.
	if _, err := file.Write(text); err != nil {
		return err
	}
	return file.CloseAtomicallyReplace()
}

func files(folder, name string) (certificate, key string) {
	return filepath.Join(folder, name+".pem"), filepath.Join(folder, name+".key")
}
