package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tendhq/tend/engine/api"
)

// defaultEngine is where `tend dev` answers by default.
const defaultEngine = "http://127.0.0.1:7070"

// answerTimeout is how long an engine may take to answer, in wall time.
const answerTimeout = 30 * time.Second

// client talks to a running engine.
type client struct {
	base  *url.URL
	token string
	http  *http.Client
	// zone is the workspace's, in which the engine's sentences are; UTC until it has answered.
	zone *time.Location
}

// newClient takes the engine's address; empty: TEND_URL, else the default.
func newClient(address string) (*client, error) {
	for _, other := range []string{os.Getenv("TEND_URL"), defaultEngine} {
		if address == "" {
			address = other
		}
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, usageError{fmt.Errorf("%q isn't an engine's address: give one such as %s", withoutPassword(address), defaultEngine)}
	}
	return &client{base: base, token: os.Getenv("TEND_TOKEN"), http: &http.Client{Timeout: answerTimeout, CheckRedirect: refuseRedirect}, zone: time.UTC}, nil
}

// patient returns the same client without a limit for the engine's answer.
func (c *client) patient() *client {
	patient := *c
	patient.http = &http.Client{Transport: c.http.Transport, CheckRedirect: c.http.CheckRedirect}
	return &patient
}

// withoutPassword returns an address that can't be parsed, without what may be a password in it.
func withoutPassword(address string) string {
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return "…" + address[at:]
	}
	return address
}

// refuseRedirect returns a redirect as the answer: an engine gives none, and the token isn't for others.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// refusal is an engine's answer that something is wrong with the request, or with the engine.
type refusal struct {
	status int
	detail string
	body   []byte
}

// Error returns the engine's sentence.
func (r *refusal) Error() string {
	if r.status == http.StatusUnauthorized {
		return r.detail + " (the command takes it from TEND_TOKEN)"
	}
	return r.detail
}

// get reads into out.
func (c *client) get(ctx context.Context, out any, query url.Values, path ...string) error {
	return c.do(ctx, http.MethodGet, nil, out, query, path...)
}

// post sends in and reads the answer into out.
func (c *client) post(ctx context.Context, in, out any, path ...string) error {
	return c.do(ctx, http.MethodPost, in, out, nil, path...)
}

// do makes one call; the parts of the path may hold any character, but must name something. An answer other than
// success is a *refusal.
func (c *client) do(ctx context.Context, method string, in, out any, query url.Values, path ...string) error {
	req, err := c.request(ctx, method, in, query, path)
	if err != nil {
		return err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return c.unreachable(ctx, method, err)
	}
	defer func() { _ = res.Body.Close() }() // It was only read.
	if name := res.Header.Get(api.ZoneHeader); name != "" {
		if zone, err := time.LoadLocation(name); err == nil {
			c.zone = zone
		}
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return c.unreachable(ctx, method, err)
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return c.refused(res, body)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("%s doesn't answer as an engine does: is --engine right?", c.base.Redacted())
	}
	return nil
}

func (c *client) request(ctx context.Context, method string, in any, query url.Values, path []string) (*http.Request, error) {
	if slices.ContainsFunc(path, nameless) {
		return nil, usageError{errors.New(`an ID that is empty, "." or ".." names nobody: a URL can't hold it`)}
	}
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	escaped := make([]string, len(path))
	for i, part := range path {
		escaped[i] = url.PathEscape(part)
	}
	u := c.base.JoinPath(escaped...)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

// nameless reports whether a part of a path can't name anything: it would be removed from the path, with the part
// before it for "..", and the call would be about something else.
func nameless(part string) bool { return part == "" || part == "." || part == ".." }

// unreachable says that no engine answers, and why when it isn't just absent.
func (c *client) unreachable(ctx context.Context, method string, err error) error {
	switch {
	case ctx.Err() != nil && method == http.MethodGet:
		return ctx.Err()
	case ctx.Err() != nil:
		return interruptedError{errors.New("interrupted before the engine answered: it may have done what it was asked, so look before you ask again")}
	}
	why := c.reason(err)
	if why != "" {
		why = " (" + why + ")"
	}
	return fmt.Errorf("no engine answers at %s%s: start one with `tend dev DIR`, or name it with --engine", c.base.Redacted(), why)
}

// reason returns why a call got no answer, in the words of people; empty: nobody is there.
func (c *client) reason(err error) string {
	var failed *url.Error
	var unknown *net.DNSError
	var slow net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return ""
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return fmt.Sprintf("there is no machine %q", unknown.Name)
	case errors.As(err, &slow) && slow.Timeout():
		return fmt.Sprintf("it didn't answer within %s", answerTimeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "it ended the connection before its answer"
	case errors.As(err, &failed):
		err = failed.Err
	}
	return err.Error()
}

func (c *client) refused(res *http.Response, body []byte) error {
	var problem struct{ Detail string }
	if json.Unmarshal(body, &problem) != nil || problem.Detail == "" {
		problem.Detail = fmt.Sprintf("%s answers %q, which isn't what an engine says: is --engine right?", c.base.Redacted(), res.Status)
	}
	return &refusal{status: res.StatusCode, detail: asCommands(problem.Detail), body: body}
}

// listing and showing are where the engine's sentences send a program to see what there is.
var (
	listing = regexp.MustCompile(`GET /v1/(accounts|runs|tasks) lists them`)
	showing = regexp.MustCompile(`GET /v1/accounts/(.+) lists them`)
)

// asCommands replaces the API's calls in the engine's sentences by the commands that show the same.
func asCommands(sentence string) string {
	return showing.ReplaceAllString(listing.ReplaceAllString(sentence, "tend $1 lists them"), "tend accounts show $1 lists them")
}

// largestPage is the largest page that an engine gives.
const largestPage = 500

// collect reads the pages of a list up to a number of items; zero: all.
func collect[T any](ctx context.Context, c *client, limit int, query url.Values, path ...string) (api.List[T], error) {
	all := api.List[T]{Items: []T{}}
	for {
		size := largestPage
		if limit > 0 {
			size = min(size, limit-len(all.Items))
		}
		query.Set("limit", strconv.Itoa(size))
		var page api.List[T]
		if err := c.get(ctx, &page, query, path...); err != nil {
			return all, err
		}
		all.Items = append(all.Items, page.Items...)
		all.Next = page.Next
		if page.Next == nil || (limit > 0 && len(all.Items) >= limit) {
			return all, nil
		}
		query.Set("cursor", *page.Next)
	}
}

// clientFlags is the flags of every command that talks to an engine.
type clientFlags struct {
	engine, output string
	printer        *printer
}

// bind adds the flags to a command and those below it, and makes them end with the zone of the times they showed.
func (f *clientFlags) bind(c *cobra.Command) {
	c.PersistentPostRunE = func(*cobra.Command, []string) error { return f.printer.nameZone() }
	c.PersistentFlags().StringVar(&f.engine, "engine", "", "address of the engine (default $TEND_URL, else "+defaultEngine+")")
	oneOf(c, c.PersistentFlags(), &f.output, "output", "table", "how to print: table or json", "table", "json")
}

// readable refuses arguments that can't be sent as they are.
func readable(c *cobra.Command) error {
	given := slices.Clone(c.Flags().Args())
	c.Flags().Visit(func(f *pflag.Flag) { given = append(given, f.Value.String()) })
	for _, text := range given {
		if !utf8.ValidString(text) {
			return usageError{fmt.Errorf("%q isn't UTF-8, and can't be sent as it is", text)}
		}
	}
	return nil
}

// open returns the client and the printer that the flags ask for.
func (f *clientFlags) open(c *cobra.Command) (*client, *printer, error) {
	warnOfPassword(c.ErrOrStderr(), "--engine", f.engine, "TEND_URL")
	cl, err := newClient(f.engine)
	err = cmp.Or(readable(c), err)
	f.printer = newPrinter(c.OutOrStdout(), f.output == "json")
	if err == nil {
		f.printer.zone = func() *time.Location { return cl.zone }
	}
	return cl, f.printer, err
}
