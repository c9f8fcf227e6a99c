package credentials

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// Profile is what a client needs to reach the server: its address and the client's credentials. Its paths are
// absolute.
type Profile struct {
	// File is the profile's own file, in the form that Temporal's tools and SDKs read.
	File string
	// Address is the server's HOST:PORT.
	Address string
	// Namespace is where the runs are.
	Namespace string
	// Certificate, Key and Authority are files in PEM form.
	Certificate, Key, Authority string
}

// Profile writes the folder's profile for a server that listens now.
func (a *Authority) Profile(address, namespace string) (Profile, error) {
	folder, err := filepath.Abs(a.folder)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{File: filepath.Join(folder, "temporal.toml"), Address: address, Namespace: namespace}
	p.Certificate, p.Key = files(folder, clientName)
	p.Authority, _ = files(folder, authorityName)
	if err := writeFile(p.File, p.toml()); err != nil {
		return Profile{}, fmt.Errorf("write how Temporal is reached: %w", err)
	}
	return p, nil
}

// toml returns the profile in the form of Temporal's client configuration.
func (p Profile) toml() []byte {
	var out bytes.Buffer
	fmt.Fprintln(&out, "# How Temporal's own tools and workers reach this Temporal: name this file in TEMPORAL_CONFIG_FILE.")
	fmt.Fprintf(&out, "[profile.default]\naddress = %s\nnamespace = %s\n\n", quote(p.Address), quote(p.Namespace))
	fmt.Fprintf(&out, "[profile.default.tls]\nclient_cert_path = %s\nclient_key_path = %s\nserver_ca_cert_path = %s\n", quote(p.Certificate), quote(p.Key), quote(p.Authority))
	return out.Bytes()
}

// Variable sets the environment variable that names the profile's file, ready for a shell.
func (p Profile) Variable() string { return "TEMPORAL_CONFIG_FILE=" + quoteShell(p.File) }

// Flags returns what Temporal's command takes instead of the profile, ready for a shell.
func (p Profile) Flags() string {
	flags := []string{
		"--address", p.Address, "--namespace", p.Namespace,
		"--tls-cert-path", p.Certificate, "--tls-key-path", p.Key, "--tls-ca-path", p.Authority,
	}
	for i, f := range flags {
		flags[i] = quoteShell(f)
	}
	return strings.Join(flags, " ")
}

// quote writes a TOML string: what JSON escapes, it escapes alike.
func quote(s string) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // A string can always be written.
	return strings.ReplaceAll(strings.TrimSuffix(out.String(), "\n"), "\x7f", `\u007f`)
}

// quoteShell makes one word of a text, where it isn't one already.
func quoteShell(s string) string {
	plain := func(r rune) bool {
		return strings.ContainsRune("-_./:@%+=,", r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
