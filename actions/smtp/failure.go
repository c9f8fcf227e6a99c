package smtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"

	"github.com/tendhq/tend/actions"
)

// failure is one sentence for a timeline with its cause for programs.
type failure struct {
	text  string
	cause error
}

// Error returns the sentence.
func (f *failure) Error() string { return f.text }

// Unwrap is what happened underneath.
func (f *failure) Unwrap() error { return f.cause }

// refusal is what became of a command about this mail. A server's 5xx means never, and is permanent,
// unless it asks us to log in or to encrypt: that is our place to mend.
func (c *conversation) refusal(what string, err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return c.failure("broke off", err)
	}
	f := c.failure(what, err)
	if answer.Code >= 500 && answer.Code < 600 && answer.Code != 530 && answer.Code != 538 {
		return actions.Permanent(f)
	}
	return f
}

// failure puts an error into one sentence: what the server did, and why.
func (c *conversation) failure(what string, err error) error {
	return &failure{fmt.Sprintf("the mail server %s %s: %s", c.server.address(), what, c.reason(err)), c.cause(err)}
}

// cause makes the context's end visible to errors.Is, for all that is seen of it here is a closed
// connection.
func (c *conversation) cause(err error) error {
	if end := c.ctx.Err(); end != nil {
		return errors.Join(end, err)
	}
	return err
}

func (c *conversation) reason(err error) string {
	var answer *textproto.Error
	var network *net.OpError
	switch {
	case errors.As(err, &answer):
		return fmt.Sprintf("%d %s", answer.Code, actions.OneLine(answer.Msg))
	case errors.Is(c.ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time"
	case c.ctx.Err() != nil:
		return "the attempt was stopped"
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return "it offers no encryption; use smtps://, or ?tls=offered in the URL if mail may go in the clear"
	case errors.Is(err, io.EOF):
		return "the connection was closed"
	case errors.As(err, &network):
		return actions.OneLine(network.Err.Error())
	}
	return actions.OneLine(err.Error())
}
