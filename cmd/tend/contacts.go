package main

import (
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newContactsCommand() *cobra.Command {
	var f clientFlags
	c := &cobra.Command{
		Use:   "contacts ACCOUNT",
		Short: "List an account's contacts, or forget some",
		Long: `Contacts lists the people of an account that a running engine knows, in order of their IDs,
with their attributes.`,
		Example: `  tend contacts acme
  tend contacts forget acme amy`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.completeIDs(filter(), "v1", "accounts"),
		RunE: func(c *cobra.Command, args []string) error {
			a, p, err := f.account(c, args[0])
			if err != nil {
				return err
			}
			if p.json {
				return p.document(a.Contacts)
			}
			header, rows := contacts(a)
			return p.table("No contacts.", header, rows)
		},
	}
	f.bind(c)
	c.AddCommand(newContactsForgetCommand(&f))
	return c
}

func newContactsForgetCommand(f *clientFlags) *cobra.Command {
	return newForgetting(f, &cobra.Command{
		Use:   "forget ACCOUNT CONTACT…",
		Short: "Forget contacts of an account, with all that is known of them",
		Long: `Forget removes contacts of an account for good: who they are, what was decided of them, what their
events said, and the mails to them in the engine's own mailbox. Their runs end as "forgotten",
with their tasks; the account's other runs go on without them, and "(forgotten)" stands in their
texts instead. That something happened stays, of somebody: what metrics counted stays counted.
What happened to the contact before isn't taken any more; only a PUT of the account that names
the contact begins it anew.
` + forgetLong,
		Example: `  tend contacts forget acme amy
  tend contacts forget acme amy bob --preview
  tend contacts forget acme amy --yes --output json`,
		Args:              cobra.MinimumNArgs(2),
		ValidArgsFunction: f.completeContacts,
	}, func(args []string) (all []forgotten) {
		for _, id := range args[1:] {
			all = append(all, forgotten{name: id, path: []string{"v1", "accounts", args[0], "contacts", id}})
		}
		return all
	})
}

// completeContacts completes the account, then its contacts.
func (f *clientFlags) completeContacts(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return f.completeFlag(filter(), "v1", "accounts")(c, args, begun)
	}
	var ids []string
	var a api.Account
	if cl, err := newClient(f.engine); err == nil && cl.get(c.Context(), &a, nil, "v1", "accounts", args[0]) == nil {
		for _, contact := range a.Contacts {
			ids = append(ids, contact.ID)
		}
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
