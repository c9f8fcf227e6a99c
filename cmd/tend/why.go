package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newWhyCommand() *cobra.Command {
	var f clientFlags
	var at, contact, key string
	c := &cobra.Command{
		Use:   "why ACCOUNT PLAYBOOK",
		Short: "Say why an account is, or isn't, in a playbook",
		Long: `Why explains where an account stands with a playbook: what each trigger waits for and how
far it is, what every rule of enrolment says, in the order in which they are asked, and each
part of each condition with the values that it looked at. ✓ is a yes, ✗ a no, ? a value that
is missing or not known yet, · a rule that wasn't reached. A rule that refuses has the word that
decisions have as their reason, where it is another.

With --at it tells of the past, by folding the account's log again, up to then; the time of a
decision explains that decision. Times are in the workspace's zone, as the engine's are, and
the last line names it. It changes nothing. With --output json the answer is the engine's own.`,
		Example: `  tend why acme rescue_health_drop
  tend why acme rescue_health_drop --at "2026-04-01 09:00:00"
  tend why acme ask_for_story --contact kenji
  tend why acme meeting_reminder --key m-1024
  tend why acme rescue_health_drop --output json`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			if err := timeFlag("at", at); err != nil {
				return err
			}
			query := filter("at", at, "contact", contact, "key", key)
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var w api.Why
			if err := cl.get(c.Context(), &w, query, "v1", "accounts", args[0], "why", args[1]); err != nil {
				return err
			}
			if p.json {
				return p.document(w)
			}
			return p.why(w)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&at, "at", "", "a time of the past, as \"2026-04-01 09:00:00\" in the workspace's zone, or RFC 3339 (default now)")
	c.Flags().StringVar(&contact, "contact", "", "only this contact, where the playbook enrols contacts")
	c.Flags().StringVar(&key, "key", "", "only this value of the playbook's key")
	c.ValidArgsFunction = f.completeWhy
	return c
}

// timeFlag checks the time that a flag gives; empty is none. Without an offset it is in the workspace's zone,
// which the engine knows.
func timeFlag(name, value string) error {
	if _, ok := api.ParseTime(value, time.UTC); value == "" || ok {
		return nil
	}
	return usageError{fmt.Errorf("--%s %q isn't a time, such as \"2026-04-01 09:00:00\" in the workspace's zone, or 2026-04-01T09:00:00+09:00", name, value)}
}

// completeWhy completes the account; then the playbooks about which something was decided for it.
func (f *clientFlags) completeWhy(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return f.completeFlag(filter(), "v1", "accounts")(c, args, begun)
	}
	if len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	cl, err := newClient(f.engine)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(c.Context(), completionTimeout)
	defer cancel()
	list, err := collect[api.Decision](ctx, cl, largestPage, filter("account", args[0]), "v1", "decisions")
	var playbooks []string
	for _, d := range list.Items {
		playbooks = append(playbooks, d.Playbook)
	}
	slices.Sort(playbooks)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return slices.Compact(playbooks), cobra.ShellCompDirectiveNoFileComp
}
