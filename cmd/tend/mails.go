package main

import (
	"context"

	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/smtp"
)

// mails is what the state folder has of the mails that were sent.
type mails struct {
	kept interface{ Forget(names []string) error }
}

// newMails takes the mailbox that runs; nil where mail goes to a server outside: the folder may have mails of before.
func newMails(box *mailbox.Mailbox, dir string) mails {
	if box != nil {
		return mails{kept: box}
	}
	return mails{kept: mailbox.NewFolder(dir)}
}

// Forget implements engine.Effects.
func (m mails) Forget(_ context.Context, keys []string) error {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = smtp.MessageName(key)
	}
	return m.kept.Forget(names)
}
