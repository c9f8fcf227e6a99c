package main

import (
	"context"

	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/smtp"
)

// mails is what the state folder has of the mails that were sent.
type mails struct {
	// box is nil where mail goes to a server outside; the folder may have mails of before.
	box *mailbox.Mailbox
	dir string
}

// Forget implements engine.Effects.
func (m mails) Forget(_ context.Context, keys []string) error {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = smtp.MessageName(key)
	}
	if m.box != nil {
		return m.box.Forget(names)
	}
	return mailbox.Forget(m.dir, names)
}
