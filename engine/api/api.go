// Package api is the engine's HTTP door: events and accounts in, runs, tasks and decisions out.
//
// It translates between requests and the engine, and says in a sentence what is wrong with a request.
// Decisions, storage and Temporal have no place here: whatever a handler needs of them is a method of
// Engine, which is all that this room knows of the rest of the house.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Engine is what the handlers need of the engine.
type Engine interface {
	// Ingest commits events; after an error nothing of the batch is committed.
	Ingest(ctx context.Context, events []engine.Event) (engine.Report, error)
	// PutAccount replaces what is known of an account; *engine.InvalidError says what it refuses.
	PutAccount(ctx context.Context, id string, u engine.AccountUpdate) (changed bool, err error)
	// Account gives an account's state with current metrics, or store.ErrNotFound.
	Account(ctx context.Context, id string) (engine.AccountView, error)
	// Forget removes all that is known of an account and says how much it was, Held how much it is; store.ErrNotFound.
	Forget(ctx context.Context, account string) (store.Purged, error)
	Held(ctx context.Context, account string) (store.Purged, error)
	// ForgetContact and HeldContact do so for a contact of an account; store.ErrNotFound, engine.ErrNoContact.
	ForgetContact(ctx context.Context, account, contact string) (store.Purged, error)
	HeldContact(ctx context.Context, account, contact string) (store.Purged, error)
	// Why explains where an account stands with a playbook; store.ErrNotFound, *engine.InvalidError for a question
	// that has no answer.
	Why(ctx context.Context, q engine.WhyQuery) (engine.WhyView, error)
	// Playbooks shows the playbooks in force, in the order of their names; Playbook one of them, or
	// store.ErrNotFound.
	Playbooks(ctx context.Context) ([]engine.PlaybookView, error)
	Playbook(ctx context.Context, name string) (engine.PlaybookView, error)
	// Pause stops a playbook from enrolling, Resume ends that; store.ErrNotFound, *engine.InvalidError.
	Pause(ctx context.Context, playbook, reason, by string) (engine.PlaybookView, error)
	Resume(ctx context.Context, playbook, reason, by string) (engine.PlaybookView, error)
	// Enrol has members enrolled in a playbook by hand; store.ErrNotFound for a playbook that isn't there,
	// *engine.InvalidError. Select gives those of a part of the accounts who satisfy a condition.
	Enrol(ctx context.Context, r engine.EnrolmentRequest, members []engine.Member) ([]engine.Enrolment, error)
	Select(ctx context.Context, where, after string, limit int) (engine.Selection, error)
	// Effects compares who reaches the goals of playbooks with them and without.
	Effects(ctx context.Context, q engine.EffectQuery) ([]engine.Effect, error)
	// CompleteTask completes a task, or gives store.ErrNotFound, *engine.InvalidError, engine.ErrCompleted.
	CompleteTask(ctx context.Context, id string, answers map[string]string) (store.Task, error)
	// View reads from one consistent snapshot.
	View(ctx context.Context, fn func(store.Reader) error) error
	// Workspace is the one in force.
	Workspace() *dsl.Workspace
	// Now is the engine's time, which may run faster than the wall's.
	Now() time.Time
	// Ready is nil when the engine can take events and run plays.
	Ready(ctx context.Context) error
}

// Options says how the door is kept. The zero value works.
type Options struct {
	// Listen is the address that the server listens on, such as "127.0.0.1:7070". When its host is a
	// loopback one, requests for another host are refused: a page in a browser must not reach the engine
	// through a name that it has pointed here. Empty: any host is answered.
	Listen string
	// Token, when set, must come with each request, of the caller's own pages too, but for those of the health
	// checks: as bearer token, or as the password of a browser.
	Token string
	// MetricsToken, when set, is asked of the metrics' page, and opens nothing else; Token opens it too.
	MetricsToken string
	// MaxBody is the largest body taken, in bytes; zero: 8 MiB.
	MaxBody int64
	// MaxInFlight is how many requests are worked on at once; zero: 32.
	MaxInFlight int
	// MaxReads is how many of GET are; zero: 8, or MaxInFlight where that is less.
	MaxReads int
	// MaxQueue is how many requests wait for their turn; zero: 128.
	MaxQueue int
	// MaxHeld is how many bytes the large bodies of requests have together at most, and so the large answers that are
	// being sent; zero: 64 MiB.
	MaxHeld int64
	// Grace is how long a client may take for one of those while another needs the room; zero: a second.
	Grace time.Duration
	// Patience is how long a request waits for its turn, in real time; zero: twenty seconds.
	Patience time.Duration
	// Mux is where the routes are added, so that the caller can mount other pages beside them; nil: a new
	// one. A pattern that matches every path ("/") would take the answers for unknown paths away.
	Mux *http.ServeMux
	// Metrics is where the metrics of the room are registered; nil: nowhere.
	Metrics prometheus.Registerer
	// Logger is told of failures that aren't the client's; nil: nobody.
	Logger *slog.Logger
	// Now measures how long requests take, in real time; nil: time.Now.
	Now func() time.Time
}

// version is the API's own; it changes when a client must.
const version = "1"

// server holds what all handlers share.
type server struct {
	engine Engine
	opts   Options
}

// New adds the routes to Options.Mux and returns the handler to serve: the mux behind the guards that
// every request passes, pages of others included. An error means that the metrics can't be registered.
func New(e Engine, opts Options) (http.Handler, error) {
	s := &server{engine: e, opts: withDefaults(opts)}
	s.routes()
	h, err := s.instrument(s.guardHost(s.guardOrigin(s.guardToken(s.limitInFlight(s.answerUnmatched())))))
	if err != nil {
		return nil, err
	}
	return hideLoneSlashes(h), nil
}

func withDefaults(o Options) Options {
	if o.MaxBody <= 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.MaxInFlight <= 0 {
		o.MaxInFlight = maxInFlight
	}
	if o.MaxReads <= 0 {
		o.MaxReads = min(maxReads, o.MaxInFlight)
	}
	if o.MaxQueue <= 0 {
		o.MaxQueue = maxQueue
	}
	if o.MaxHeld <= 0 {
		o.MaxHeld = maxHeld
	}
	if o.Grace <= 0 {
		o.Grace = grace
	}
	if o.Patience <= 0 {
		o.Patience = patience
	}
	if o.Mux == nil {
		o.Mux = http.NewServeMux()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func (s *server) routes() {
	api := humago.New(s.opts.Mux, s.config())
	api.UseMiddleware(s.seal, s.nameZone, showLoneSlashes, readable)
	s.registerEvents(api)
	s.registerAccounts(api)
	s.registerForgetting(api)
	s.registerScores(api)
	s.registerRuns(api)
	s.registerTasks(api)
	s.registerPlaybooks(api)
	s.registerEnrolments(api)
	s.registerDecisions(api)
	s.registerWhy(api)
	s.registerGoals(api)
	s.registerHealth(api)
	declareNulls(api.OpenAPI().Components.Schemas)
	s.serveDocument(api)
}

// limits tells the limits of the door.
func limits() string {
	return fmt.Sprintf("An ID, of whatever, is of characters that can be seen, in Unicode's composed form, without blanks at its ends, and has at most %d of them; it has no joiners (U+200C, U+200D) either, also in scripts that write them, as IDs with and without would look the same. "+
		"An account has at most %d contacts; a name has at most %d characters, the attributes of an account or a contact take at most %s. "+
		"A body has at most %s. %d requests are worked on at once, %d of them of GET: another waits for %s, and then is answered with 503, to be sent again, as it is at once when %d wait. "+
		"The large bodies of requests have at most %s together, and so have the large answers: where there is no room, a client that has kept a connection waiting for %s makes it. "+
		"A client that takes nothing of an answer for %s, or sends nothing of a body, is cut off, and so is a body that takes longer than %s. "+
		"A connection at rest may be closed after %s, or to make room for another: %d are open at once. ",
		customer.MaxID, customer.MaxContacts, customer.MaxName, size(customer.MaxAttributes), size(defaultMaxBody), maxInFlight, maxReads, lasting(patience), maxQueue,
		size(maxHeld), lasting(grace),
		lasting(stall), lasting(readTimeout), lasting(idleTimeout), maxConnections)
}

// lasting writes a time of whole seconds or minutes for people.
func lasting(d time.Duration) string {
	if d >= 2*time.Minute {
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	if d == time.Second {
		return "a second"
	}
	return fmt.Sprintf("%d seconds", d/time.Second)
}

// config leaves out what huma brings for browsers, as it loads scripts from elsewhere, and its links to
// schemas, which would add a field to each answer.
func (s *server) config() huma.Config {
	c := huma.DefaultConfig("Tend", version)
	c.Info.Description = "Events and accounts in; runs, tasks and decisions out. " +
		"Every error is a problem detail (RFC 9457) whose `detail` is a sentence for people, but for what can't be read as a request of HTTP at all: " +
		"that is answered in plain text, and the connection closed: 400 where the target or a header is malformed, such as `/v1/accounts/%zz`, 431 where the header is too large, 501 for an unknown transfer encoding and 505 for another version of HTTP. " +
		"Bodies are JSON that is kept to the letter: UTF-8, no name twice in an object, and numbers that a float64 keeps: every digit of a whole one, however it is written, and the first 15 of a fraction, which has at most 17. What would be altered is refused with its line, column and path. " +
		limits() +
		"Times are RFC 3339, kept to the microsecond, those of attributes and properties to the millisecond: further digits are cut. Those in sentences are on the clock of the workspace's zone, which the header `" + ZoneHeader + "` names."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Formats = formats()
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{s.explain}
	c.Components.SecuritySchemes = securitySchemes()
	return c
}
