package main

import (
	"context"

	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/smtp"
)

// mails is the mails in the state folder.
type mails struct {
	kept interface{ Forget(names []string) error }
}

// newMails returns the mails of the running mailbox; nil where mail goes to a server outside: the folder may have
// earlier mails.
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
