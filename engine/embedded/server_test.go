package embedded

import (
	"context"
	"database/sql"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	grpccredentials "google.golang.org/grpc/credentials"

	"github.com/tendhq/tend/engine/credentials"
)

// optionsIn returns a server in the folder, on a free port.
func optionsIn(folder string) Options {
	return Options{
		Database:  filepath.Join(folder, "temporal.db"),
		Listen:    "127.0.0.1:0",
		Namespace: "tend",
		Keywords:  []string{"TendPlaybook", "TendOutcome"},
		Logger:    slog.New(slog.DiscardHandler),
	}
}

// serve starts a server that stops with the test.
func serve(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop()) })
	return s
}

func connect(t *testing.T, s *Server) *grpc.ClientConn {
	t.Helper()
	client, err := credentials.Client(filepath.Dir(s.Profile().File))
	require.NoError(t, err)
	conn, err := grpc.NewClient(s.Address(), grpc.WithTransportCredentials(grpccredentials.NewTLS(client)))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

func TestANewServerAnswersWithItsNamespace(t *testing.T) {
	t.Parallel()
	// A folder whose name would end an SQLite address early if it weren't escaped.
	folder := filepath.Join(t.TempDir(), "odd ?mode=memory#%41")
	require.NoError(t, os.Mkdir(folder, 0o700))
	s := serve(t, optionsIn(folder))
	require.FileExists(t, filepath.Join(folder, "temporal.db"))
	conn := connect(t, s)

	namespace, err := workflowservice.NewWorkflowServiceClient(conn).DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: "tend"})
	require.NoError(t, err)
	require.Equal(t, retention, namespace.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration())

	attributes, err := operatorservice.NewOperatorServiceClient(conn).ListSearchAttributes(t.Context(), &operatorservice.ListSearchAttributesRequest{Namespace: "tend"})
	require.NoError(t, err)
	for _, name := range []string{"TendPlaybook", "TendOutcome"} {
		require.Equal(t, enums.INDEXED_VALUE_TYPE_KEYWORD, attributes.GetCustomAttributes()[name], name)
	}
}

func TestTheFileIsWrittenAheadAndKept(t *testing.T) {
	t.Parallel()
	o := optionsIn(t.TempDir())
	first, err := Start(t.Context(), o)
	require.NoError(t, err)
	id := namespaceID(t, first)
	require.NoError(t, first.Stop())
	require.Equal(t, "wal", journalMode(t, o.Database))

	require.Equal(t, id, namespaceID(t, serve(t, o)), "a second start finds what the first made")
}

func namespaceID(t *testing.T, s *Server) string {
	t.Helper()
	namespace, err := workflowservice.NewWorkflowServiceClient(connect(t, s)).DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: "tend"})
	require.NoError(t, err)
	return namespace.GetNamespaceInfo().GetId()
}

func journalMode(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+escapePath(path)+"?mode=ro")
	require.NoError(t, err)
	defer db.Close()
	var mode string
	require.NoError(t, db.QueryRow("PRAGMA journal_mode").Scan(&mode))
	return mode
}

func TestADatabaseIsServedOnce(t *testing.T) {
	t.Parallel()
	o := optionsIn(t.TempDir())
	serve(t, o)
	_, err := Start(t.Context(), o)
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorContains(t, err, o.Database)
}

func TestAddressesThatCantBeUsedAreOneSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	for listen, says := range map[string]string{
		taken.Addr().String(): "is taken by another program",
		"0.0.0.0:0":           "listens on loopback addresses only",
		"192.0.2.1:7233":      "listens on loopback addresses only",
		"example.com:7233":    "listens on loopback addresses only",
		"7233":                `the address "7233" isn't HOST:PORT`,
	} {
		o := optionsIn(t.TempDir())
		o.Listen = listen
		_, err := Start(t.Context(), o)
		require.ErrorContains(t, err, says)
		require.NoFileExists(t, o.Database, "nothing is left behind")
	}
}

func TestAFolderThatIsAbsentIsAnError(t *testing.T) {
	t.Parallel()
	o := optionsIn(filepath.Join(t.TempDir(), "absent"))
	_, err := Start(t.Context(), o)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "absent")
}

func TestAStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := optionsIn(t.TempDir())
	_, err := Start(ctx, o)
	require.ErrorIs(t, err, context.Canceled)
	serve(t, o)
}
