package embedded

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"go.temporal.io/server/temporal"

	"github.com/tendhq/tend/engine/credentials"
)

// Options configures a server.
type Options struct {
	// Database is the path of the SQLite file. It is created when absent; its folder must exist. Beside it, in a
	// folder that ends in ".tls" instead, are the credentials of the server and its clients: who can read that folder
	// gets in.
	Database string
	// Listen is the frontend's loopback address, "127.0.0.1:7233"; port 0 takes a free one.
	Listen string
	// Namespace is created when absent.
	Namespace string
	// Keywords is the search attributes of type keyword that a new namespace gets.
	Keywords []string
	// Logger receives the server's problems, and its routine messages at level debug.
	Logger *slog.Logger
}

// Server is a running Temporal server.
type Server struct {
	profile credentials.Profile
	tls     *tls.Config
	server  temporal.Server
	lock    *flock.Flock
	fate    *fatalGuard
}

// ErrInUse is returned when another server has the database open: two of them would destroy it.
var ErrInUse = errors.New("already in use by another process")

// readiness limits the time of a start. A start takes half a second; a machine under load gets more.
const readiness = time.Minute

// Start runs a server and returns once it answers. The error is one sentence: a port that is taken, a file that can't
// be opened, a database that is in use.
func Start(ctx context.Context, o Options) (*Server, error) {
	lock, err := lockDatabase(o.Database)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, o)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s.lock = lock
	return s, nil
}

// start runs a server on a database that is ours.
func start(ctx context.Context, o Options) (*Server, error) {
	ports, err := choosePorts(o.Listen)
	if err != nil {
		return nil, err
	}
	database := sqlConfig(o.Database)
	if err := prepareDatabase(ctx, o, database); err != nil {
		return nil, err
	}
	authority, err := credentials.Open(strings.TrimSuffix(o.Database, filepath.Ext(o.Database)) + ".tls")
	if err != nil {
		return nil, err
	}
	both, err := authority.Server(net.ParseIP(ports.ip))
	if err != nil {
		return nil, err
	}
	f := &fatalGuard{}
	s := &Server{fate: f, tls: both}
	if s.profile, err = authority.Profile(ports.frontend(), o.Namespace); err != nil {
		return nil, err
	}
	if err := f.guard(func() error { return s.launch(o, ports, f) }); err != nil {
		return nil, fmt.Errorf("start the embedded Temporal server: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, readiness)
	defer cancel()
	if err := awaitHealthy(ctx, ports.frontend(), both); err != nil {
		return nil, errors.Join(fmt.Errorf("the embedded Temporal server at %s doesn't answer: %w", ports.frontend(), err), s.server.Stop())
	}
	f.started()
	return s, nil
}

// launch builds the server and starts its services.
func (s *Server) launch(o Options, ports ports, f *fatalGuard) error {
	server, err := temporal.NewServer(
		temporal.WithConfig(serverConfig(o.Database, ports)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(ports.hosts()),
		temporal.WithTLSConfigFactory(mutualTLS{s.tls}),
		temporal.WithLogger(&logger{log: o.Logger, guard: f}),
		temporal.WithDynamicConfigClient(limits()),
	)
	if err != nil {
		return err
	}
	s.server = server
	return server.Start()
}

// Address returns where clients connect, as HOST:PORT.
func (s *Server) Address() string { return s.profile.Address }

// Profile returns what clients outside of this process need to get in.
func (s *Server) Profile() credentials.Profile { return s.profile }

// ClientTLS returns the TLS configuration of clients in this process.
func (s *Server) ClientTLS() *tls.Config { return s.tls }

// Stop ends the services and releases the database for other processes.
func (s *Server) Stop() error {
	s.fate.stopping()
	if err := s.server.Stop(); err != nil {
		return fmt.Errorf("stop the embedded Temporal server: %w", err)
	}
	if err := s.lock.Unlock(); err != nil {
		return fmt.Errorf("release the lock of the embedded Temporal server: %w", err)
	}
	return nil
}

// lockDatabase makes sure that no other process serves the file. The lock ends with the process, however it ends.
func lockDatabase(path string) (*flock.Flock, error) {
	lock := flock.New(path + ".lock")
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the Temporal database %s: %w", path, err)
	}
	if !ok {
		return nil, fmt.Errorf("the Temporal database %s is %w", path, ErrInUse)
	}
	return lock, nil
}
