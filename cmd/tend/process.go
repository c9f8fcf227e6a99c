package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/mailbox"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/embedded"
	"github.com/tendhq/tend/engine/state"
	"github.com/tendhq/tend/engine/store/sqlite"
	"github.com/tendhq/tend/engine/workflow"
)

// processOptions configures a process that runs everything.
type processOptions struct {
	workspace *dsl.Workspace
	note      string
	state     string
	listen    string
	speed     float64
	asOf      time.Time
	smtp      string // empty: a mailbox of our own
	mailFrom  string // the sender of messages that name none; empty: there is none
	token     string
	// metricsToken opens the metrics alone.
	metricsToken string
	logger       *slog.Logger
	warn         func(sentence string)
}

// maxScrapes is how many requests for the metrics are answered at once.
const maxScrapes = 4

// process is everything in one process: API, Temporal, worker, sweeper, dispatcher, mailbox, metrics.
type process struct {
	engine   *engine.Engine
	mailbox  *mailbox.Mailbox // nil when mail goes to a server outside
	temporal *embedded.Server
	listener net.Listener
	clock    *state.Clock
	server   *api.Server
	client   *workflow.Client
	worker   *workflow.Worker
	fatal    chan error
	closers  []func() error
}

// openProcess opens every part in the order of its needs. An error is one sentence; what was opened before it is
// closed again.
func openProcess(ctx context.Context, o processOptions) (*process, error) {
	p := &process{fatal: make(chan error, 1)}
	if err := p.open(ctx, o); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *process) open(ctx context.Context, o processOptions) error {
	folder, err := state.Open(o.state, state.Options{Warn: o.warn})
	if err != nil {
		return err
	}
	p.onClose(folder.Close)
	if p.listener, err = net.Listen("tcp", o.listen); err != nil {
		return listenError(o.listen, err)
	}
	p.onClose(closeListener(p.listener))
	if err := api.CheckAddress(p.listener.Addr(), o.token); err != nil {
		return fmt.Errorf("--listen %s %w", o.listen, err)
	}
	// A new state gets its clock only when the address is ours: a start that failed leaves nothing behind.
	if p.clock, err = folder.Clock(o.speed, o.asOf, time.Now); err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	sender, err := p.openMail(folder, o.smtp, o.mailFrom)
	if err != nil {
		return err
	}
	database, err := sqlite.Open(ctx, folder.Database(), sqlite.Options{})
	if err != nil {
		return err
	}
	p.onClose(database.Close)
	p.temporal, err = embedded.Start(ctx, embedded.Options{
		Database: folder.Temporal(), Listen: "127.0.0.1:0", Namespace: workflow.Namespace,
		Keywords: workflow.SearchAttributes(), Logger: o.logger,
	})
	if err != nil {
		return err
	}
	p.onClose(p.temporal.Stop)
	p.engine, err = engine.New(ctx, engine.Options{
		Store: database, Clock: p.clock, Workspace: o.workspace, Note: o.note, Metrics: registry, Logger: o.logger,
		Effects: newMails(p.mailbox, folder.Mail()),
		Actions: func(e *engine.Engine) (*actions.Registry, error) { return registerActions(e.Tasks(), sender) },
	})
	if err != nil {
		return err
	}
	return p.openListeners(ctx, o, registry)
}

// maxMailConnections is how many connections the mailbox takes: the engine's own are as many as mails are being sent.
const maxMailConnections = 64

func limitMail(l net.Listener) net.Listener { return api.LimitConnections(l, maxMailConnections) }

// openMail returns the sender of mail, to a mailbox of our own unless a server is configured.
func (p *process) openMail(folder *state.Folder, url, from string) (*smtp.Sender, error) {
	if url == "" {
		box, err := mailbox.Start(mailbox.Config{Addr: "127.0.0.1:0", Dir: folder.Mail(), Now: p.clock.Now, Limit: limitMail})
		if err != nil {
			return nil, err
		}
		p.mailbox = box
		p.onClose(box.Close)
		url = box.URL()
	}
	return smtp.New(smtp.Config{URL: url, From: from})
}

// openListeners opens what others connect to: the worker for Temporal, HTTP for everyone else.
func (p *process) openListeners(ctx context.Context, o processOptions, registry *prometheus.Registry) error {
	var err error
	p.client, err = workflow.Dial(ctx, workflow.DialOptions{
		Address: p.temporal.Address(), TLS: p.temporal.ClientTLS(), Metrics: registry, Logger: o.logger,
	})
	if err != nil {
		return err
	}
	p.onClose(func() error { p.client.Close(); return nil })
	p.worker = workflow.NewWorker(p.client, p.engine, workflow.WorkerOptions{Logger: o.logger, OnFatal: func(err error) {
		select {
		case p.fatal <- err:
		default: // one is enough to stop
		}
	}})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: maxScrapes}))
	mux.HandleFunc("GET /{$}", p.index)
	if p.mailbox != nil {
		mux.Handle("GET /mail/", http.StripPrefix("/mail", p.mailbox.Handler()))
	}
	handler, err := api.New(p.engine, api.Options{
		Mux: mux, Token: o.token, MetricsToken: o.metricsToken, Metrics: registry, Listen: p.listener.Addr().String(), Logger: o.logger,
	})
	if err != nil {
		return err
	}
	p.server = api.NewServer(handler, api.ServerOptions{Logger: o.logger})
	return nil
}

// Run runs the process until the context ends or a part fails, then stops it in order.
func (p *process) Run(ctx context.Context) error {
	if err := p.engine.Reconcile(ctx, p.client); err != nil {
		return err
	}
	if err := p.worker.Start(); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.engine.RunSweeper(ctx) })
	group.Go(func() error { return p.engine.RunDispatcher(ctx, p.client) })
	group.Go(func() error {
		if err := p.server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := p.server.Shutdown(grace); err != nil {
			_ = p.server.Close() // requests that take longer are cut off, and their clients send again
		}
		p.worker.Stop()
		return nil
	})
	group.Go(func() error {
		select {
		case err := <-p.fatal:
			return fmt.Errorf("the worker can't go on: %w", err)
		case <-ctx.Done():
			return nil
		}
	})
	return group.Wait()
}

// URL returns where the process answers.
func (p *process) URL() string { return "http://" + reachable(p.listener.Addr()) }

// reachable returns an address that can be opened from here: one that stands for every address of the machine is
// replaced by loopback.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	loopback := net.IPv6loopback
	if tcp.IP.To4() != nil {
		loopback = net.IPv4(127, 0, 0, 1)
	}
	return net.JoinHostPort(loopback.String(), strconv.Itoa(tcp.Port))
}

// Addresses writes the addresses of what the process serves.
func (p *process) Addresses(out io.Writer) {
	fmt.Fprintf(out, "  API       %s  (OpenAPI at /openapi.json)\n", p.URL())
	fmt.Fprintf(out, "  Metrics   %s/metrics\n", p.URL())
	if p.mailbox != nil {
		fmt.Fprintf(out, "  Mail      %s/mail/  (SMTP at %s)\n", p.URL(), p.mailbox.Addr())
	}
	fmt.Fprintf(out, "  Temporal  %s  (namespace %q; %s)\n", p.temporal.Address(), workflow.Namespace, p.temporal.Profile().Variable())
}

// index serves the page at the root, with links to the others.
func (p *process) index(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprint(w, "tend is running.\n\n")
	p.Addresses(w)
}

func (p *process) onClose(fn func() error) { p.closers = append(p.closers, fn) }

// Close closes the parts, the last opened first.
func (p *process) Close() error {
	var all error
	for len(p.closers) > 0 {
		last := len(p.closers) - 1
		all = errors.Join(all, p.closers[last]())
		p.closers = p.closers[:last]
	}
	return all
}

// listenError says what to do about an address that can't be opened.
func listenError(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is taken, perhaps by another engine: choose another address with --listen", address)
	}
	return fmt.Errorf("can't listen on %q (%w): give --listen as HOST:PORT, such as 127.0.0.1:7070", address, err)
}

// closeListener closes a listener that its server may have closed already.
func closeListener(l net.Listener) func() error {
	return func() error {
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}
