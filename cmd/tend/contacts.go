package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newContactsCommand() *cobra.Command {
	var f clientFlags
	var most int
	c := &cobra.Command{
		Use:   "contacts ACCOUNT",
		Short: "List an account's contacts, or forget some",
		Long: `Contacts lists the people of an account that a running engine knows, in order of their IDs,
with their attributes. With --output json the answer is the engine's own.`,
		Example: `  tend contacts acme
  tend contacts forget acme amy`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.completeIDs(filter(), "v1", "accounts"),
		RunE: func(c *cobra.Command, args []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			list, err := collect[api.Contact](c.Context(), cl, most, filter(), "v1", "accounts", args[0], "contacts")
			if err != nil {
				return err
			}
			return p.contacts(list)
		},
	}
	f.bind(c)
	limit(c, &most)
	c.AddCommand(newContactsForgetCommand(&f))
	return c
}

func (p *printer) contacts(list api.List[api.Contact]) error {
	if p.json {
		return p.document(list)
	}
	header, rows := contacts(list.Items)
	return p.table("No contacts.", header, rows)
}

// contacts is people as the rows of a table.
func contacts(people []api.Contact) (header []string, rows [][]string) {
	for _, c := range people {
		var parts []string
		for _, row := range sorted(c.Attributes) {
			parts = append(parts, row[0]+"="+row[1])
		}
		rows = append(rows, []string{c.ID, c.Name, c.Email, strings.Join(parts, " ")})
	}
	return []string{"contact", "name", "email", "attributes"}, rows
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
	path := []string{"v1", "accounts"}
	if len(args) > 0 {
		path = append(path, args[0], "contacts")
	}
	return f.completeFlag(filter(), path...)(c, args, begun)
}
