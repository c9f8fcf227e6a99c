package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/api"
)

func newSendCommand() *cobra.Command {
	var f clientFlags
	var at string
	e := api.Event{}
	c := &cobra.Command{
		Use:   "send TYPE --account ACCOUNT [property=value…]",
		Short: "Send an event to a running engine",
		Long: `Send tells a running engine what happened. A value is taken as JSON if it is (a number,
true, [1, 2], "quoted"), else as text. Without --id the event gets one of its own;
the same event again (its --id, --time and values) changes nothing. Without --time it happens at the engine's now.

Status 1 says that the event was rejected, or that its ID is known with other content.`,
		Example: `  tend send login --account acme --contact kenji
  tend send nps_response --account acme --contact kenji score=9 comment="Very good"
  tend send ticket_opened --account acme --source helpdesk --id T-1024 --time 2026-04-01T09:00:00+09:00`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if e.Account == "" {
				return usageError{errors.New("an event is about an account: name it with --account")}
			}
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			e.Type = args[0]
			if e.Data, err = properties(args[1:]); err != nil {
				return err
			}
			if e.ID == "" {
				e.ID = ulid.MustNew(ulid.Now(), rand.Reader).String()
			}
			if e.Time, err = cl.instant(c.Context(), at); err != nil {
				return err
			}
			return p.send(c.Context(), cl, e)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&e.Account, "account", "", "the account's ID (required)")
	c.Flags().StringVar(&e.Contact, "contact", "", "the ID of the contact whom it is about")
	c.Flags().StringVar(&e.ID, "id", "", "the event's ID within its source (default a new one)")
	c.Flags().StringVar(&e.Source, "source", "", "who says so (default \""+api.DefaultSource+"\")")
	c.Flags().StringVar(&at, "time", "", "when it happened, as RFC 3339 (default the engine's now)")
	// It fails only for a flag that doesn't exist, and it was just added.
	_ = c.RegisterFlagCompletionFunc("account", f.completeFlag(filter(), "v1", "accounts"))
	return c
}

// properties reads key=value with values as JSON where they are JSON.
func properties(args []string) (map[string]any, error) {
	texts, err := pairs(args)
	if err != nil {
		return nil, err
	}
	data := map[string]any{}
	for key, text := range texts {
		var v any
		if api.Unmarshal([]byte(text), &v) != nil {
			v = text // Also a number of which digits would be lost.
		}
		data[key] = v
	}
	return data, nil
}

// instant reads a time; empty is the engine's now, as its clock may run faster than ours.
func (c *client) instant(ctx context.Context, text string) (time.Time, error) {
	if text == "" {
		var s api.Status
		err := c.get(ctx, &s, nil, "healthz")
		return s.Now, err
	}
	t, err := expression.ParseTime(text)
	if err != nil {
		return t, usageError{fmt.Errorf("--time %q isn't RFC 3339, such as 2026-04-01T09:00:00+09:00", text)}
	}
	return t, nil
}

// send sends one event and prints its outcome.
func (p *printer) send(ctx context.Context, c *client, e api.Event) error {
	var report api.EventReport
	err := c.post(ctx, []api.Event{e}, &report, "v1", "events")
	var no *refusal
	if errors.As(err, &no) && no.status == http.StatusUnprocessableEntity {
		if json.Unmarshal(no.body, &report) == nil && len(report.Rejected)+len(report.Conflicts) > 0 {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	if p.json {
		if err := p.document(report); err != nil {
			return err
		}
	}
	switch {
	case len(report.Rejected) > 0:
		return fmt.Errorf("the event was rejected: %s", report.Rejected[0].Reason)
	case len(report.Conflicts) > 0:
		return fmt.Errorf("the ID %q is known from %q with other content: nothing was changed", e.ID, report.Conflicts[0].Source)
	case p.json:
		return nil
	case report.Duplicates > 0:
		err = p.line("Known already: %s. Nothing was changed.", plain(e.ID))
	default:
		err = p.line("Accepted: %s", plain(e.ID))
	}
	if err == nil && len(report.UnknownContacts) > 0 {
		err = p.line("The account has no contact with the ID %s: the event counts all the same.", plain(e.Contact))
	}
	return err
}
