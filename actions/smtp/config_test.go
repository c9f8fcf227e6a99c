package smtp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]server{
		"smtp://mail.example.com":                     {host: "mail.example.com", port: 25, mode: tlsRequired},
		"smtp://mail.example.com:587?tls=offered":     {host: "mail.example.com", port: 587, mode: tlsOffered},
		"smtp://mailhog:1025?tls=never":               {host: "mailhog", port: 1025, mode: tlsNever},
		"smtp://127.0.0.1:2525":                       {host: "127.0.0.1", port: 2525, mode: tlsOffered},
		"smtp://[::1]:2525/":                          {host: "::1", port: 2525, mode: tlsOffered},
		"smtp://localhost:2525?tls=required":          {host: "localhost", port: 2525, mode: tlsRequired},
		"smtps://mail.example.com":                    {host: "mail.example.com", port: 465, mode: tlsImplicit},
		"smtps://hana:p%40ss@mail.example.com:10465/": {host: "mail.example.com", port: 10465, mode: tlsImplicit, user: "hana", password: "p@ss", hasLogin: true},
	} {
		got, err := parseURL(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestConfigRefusals(t *testing.T) {
	t.Parallel()
	for says, cfg := range map[string]Config{
		`begins with "http://"`:          {URL: "http://mail.example.com"},
		`begins with "://"`:              {URL: "mail.example.com"},
		"names no host":                  {URL: "smtp://:25"},
		"between 1 and 65535":            {URL: "smtp://mail.example.com:0"},
		"has a path":                     {URL: "smtp://mail.example.com/inbox"},
		`a parameter "ssl"`:              {URL: "smtp://mail.example.com?ssl=1"},
		"tls=maybe instead of":           {URL: "smtp://mail.example.com?tls=maybe"},
		"smtps is always encrypted":      {URL: "smtps://mail.example.com?tls=never"},
		"default sender":                 {URL: "smtp://localhost", From: "nobody"},
		"domain for Message-IDs":         {URL: "smtp://localhost", Domain: "exa mple.com"},
		"special characters of the pass": {URL: "smtp://hana:hunter2%zz@mail.example.com"},
	} {
		_, err := New(cfg)
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "hunter2", "a password must not be shown")
	}
}

// A password with a sign at which a URL's part ends is in none of the other parts that errors show.
func TestNoErrorShowsThePassword(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"smtp://hana:25/hunter2@mail.example.com", "smtp://hana:25?hunter2@mail.example.com", "smtp://hana:25#hunter2@mail.example.com",
		"smtp://hana:25?tls=hunter2@mail.example.com", "smtp://hana:hunter2/x@mail.example.com", "hana:hunter2@mail.example.com:25",
		"hunter2:25@mail.example.com", "smtp://mail.example.com#hunter2", "smtp://hana:hunter2@mail.example.com:port", "smtp://hana:hunter2@:25",
	} {
		_, err := New(Config{URL: text})
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "hunter2", text)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	a, err := ParseAddress("田中 健二 <kenji@acme.example>")
	require.NoError(t, err)
	require.Equal(t, Address{Name: "田中 健二", Address: "kenji@acme.example"}, a)
	a, err = NewAddress("Kenji\r\nBcc: all@acme.example", "kenji@acme.example")
	require.NoError(t, err)
	require.Equal(t, "Kenji Bcc: all@acme.example", a.Name, "a name stays on its line")
	for _, bad := range []string{"", "kenji", "kenji@", "a@b.example, c@d.example", "Kenji <kenji@acme.example>", "kenji@acme.example\r\nRCPT TO:<x@y.example>", "\"a\r\nb\"@acme.example"} {
		_, err := NewAddress("", bad)
		require.ErrorContains(t, err, "isn't a mail address", bad)
	}
}
