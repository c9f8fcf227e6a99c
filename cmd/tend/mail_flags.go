package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/smtp"
)

// mailFromVariable names the sender of messages that name none.
const mailFromVariable = "TEND_MAIL_FROM"

// mailFrom returns the sender from the flag, else from the environment, and checks it.
func mailFrom(flag string) (string, error) {
	from, where := flag, "--mail-from"
	if from == "" {
		from, where = os.Getenv(mailFromVariable), mailFromVariable
	}
	if from == "" {
		return "", nil
	}
	if _, err := smtp.ParseAddress(from); err != nil {
		return "", usageError{fmt.Errorf("%s: %w; give one as hana@example.com or \"Hana <hana@example.com>\"", where, err)}
	}
	if tidy := actions.OneLine(from); tidy != from {
		return "", usageError{fmt.Errorf("%s has blanks or characters that can't be seen: write %q", where, tidy)}
	}
	return from, nil
}

// warnOfPassword warns of a URL on the command line with a password in it, which every user of the machine can read
// there.
func warnOfPassword(errOut io.Writer, flag, url, variable string) {
	_, rest, _ := strings.Cut(url, "://")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return
	}
	if _, password, _ := strings.Cut(rest[:at], ":"); password != "" {
		fmt.Fprintf(errOut, "tend: %s has a password, which the list of processes and the shell's history show to others: give the URL in %s instead.\n", flag, variable)
	}
}
