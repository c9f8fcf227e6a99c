package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPasswordOnTheCommandLineIsWarnedOf(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"smtp://hana:hunter2@mail.example.com", "smtps://hana:hunter2%zz@mail.example.com:465", "http://u:hunter2@127.0.0.1:7070"} {
		var b bytes.Buffer
		warnOfPassword(&b, "--smtp", url, "TEND_SMTP_URL")
		require.Contains(t, b.String(), "give the URL in TEND_SMTP_URL instead")
		require.NotContains(t, b.String(), "hunter2")
	}
	for _, url := range []string{"", "smtp://mail.example.com:25", "smtp://hana@mail.example.com:587", "127.0.0.1:7070"} {
		var b bytes.Buffer
		warnOfPassword(&b, "--smtp", url, "TEND_SMTP_URL")
		require.Empty(t, b.String(), url)
	}
}

func TestNoPasswordOfAnEngineIsShown(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://u:hunter2@127.0.0.1:1", "ftp://u:hunter2@127.0.0.1:1", "http://u:hunter2%zz@127.0.0.1:1"} {
		var out, errOut bytes.Buffer
		require.NotEqual(t, exitOK, execute(t.Context(), []string{"accounts", "--engine", address}, nil, &out, &errOut))
		require.Contains(t, errOut.String(), "give the URL in TEND_URL instead")
		require.NotContains(t, errOut.String(), "hunter2")
	}
}

func TestDevWarnsOfAPasswordAndChecksTheSender(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	args := []string{"dev", t.TempDir(), "--smtp", "smtp://hana:hunter2@mail.example.com", "--mail-from", "Bob <bob>"}
	require.Equal(t, exitUsage, execute(t.Context(), args, nil, &out, &errOut))
	require.Contains(t, errOut.String(), "--smtp has a password")
	require.Contains(t, errOut.String(), `--mail-from: "bob" isn't a mail address: it has no @`)
	require.NotContains(t, errOut.String(), "hunter2")
	errOut.Reset()
	args = []string{"dev", t.TempDir(), "--mail-from", "Ha\u202ena <hana@example.com>"}
	require.Equal(t, exitUsage, execute(t.Context(), args, nil, &out, &errOut))
	require.Contains(t, errOut.String(), `can't be seen: write "Hana <hana@example.com>"`)
}
