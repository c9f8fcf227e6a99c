package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/tendhq/tend/engine/state"
)

// retention is how long the history of a finished run can still be read.
const retention = 30 * 24 * time.Hour

// clusterName names this one-machine cluster in the database; it can't be changed later.
const clusterName = "active"

// sqlConfig is how the server opens the file. Pragmas are connect attributes here. With WAL and FULL
// a write that was answered survives a power cut.
func sqlConfig(path string) *config.SQL {
	return &config.SQL{
		PluginName:   sqlite.PluginName,
		DatabaseName: escapePath(path),
		ConnectAttributes: map[string]string{
			"mode":         "rw",
			"journal_mode": "WAL",
			"synchronous":  "FULL",
			"busy_timeout": "10000",
		},
	}
}

// escapePath keeps a path with a question mark or a percent sign whole inside an SQLite URI.
func escapePath(path string) string {
	return (&url.URL{Path: path}).EscapedPath()
}

// prepareDatabase makes sure that the file, its schema and the namespace exist. An existing file is
// left as it is: what a newer server needs of an older schema is the upgrade's business.
func prepareDatabase(ctx context.Context, o Options, cfg *config.SQL) error {
	_, err := os.Stat(o.Database)
	if errors.Is(err, fs.ErrNotExist) {
		err = createDatabase(ctx, o.Database)
	}
	if err != nil {
		return fmt.Errorf("set up the Temporal database: %w", err)
	}
	closeFiles(o.Database)
	namespace, err := namespaceConfig(o)
	if err != nil {
		return err
	}
	if err := sqliteschema.CreateNamespaces(cfg, namespace); err != nil {
		return fmt.Errorf("set up the Temporal database %s: %w", o.Database, err)
	}
	return nil
}

// createDatabase builds the schema under another name and then renames the file, so that a kill in
// the middle never leaves half a schema behind a name that looks complete.
func createDatabase(ctx context.Context, path string) error {
	unfinished := path + ".new"
	for _, leftover := range []string{unfinished, unfinished + "-journal"} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := state.MakeFile(unfinished); err != nil {
		return err
	}
	if err := createSchema(ctx, unfinished); err != nil {
		return err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// closeFiles closes a database to others, as far as its files are ours: an earlier build or a copy may have left
// it readable.
func closeFiles(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Chmod(path+suffix, 0o600)
	}
}

// createSchema writes the server's tables into a new file in one transaction, on a connection of
// our own: the server's pool never closes one, and the file is about to be renamed.
func createSchema(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", "file:"+escapePath(path)+"?_pragma=synchronous=FULL")
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	err = sqliteschema.SetupSchemaOnDB(schemaWriter{ctx: ctx, tx: tx})
	if err == nil {
		err = tx.Commit()
	}
	return errors.Join(err, db.Close())
}

// schemaWriter is the one method that the schema's setup needs of a database.
type schemaWriter struct {
	sqlplugin.AdminDB
	ctx context.Context
	tx  *sql.Tx
}

// Exec runs one statement of the schema.
func (w schemaWriter) Exec(statement string, args ...any) error {
	_, err := w.tx.ExecContext(w.ctx, statement, args...)
	return err
}

// syncFolder makes a rename in the folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// namespaceConfig describes the namespace as it is created.
func namespaceConfig(o Options) (*sqliteschema.NamespaceConfig, error) {
	attributes := map[string]enums.IndexedValueType{}
	for _, name := range o.Keywords {
		attributes[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
	}
	namespace, err := sqliteschema.NewNamespaceConfig(clusterName, o.Namespace, false, attributes)
	if err != nil {
		return nil, fmt.Errorf("describe the Temporal namespace %q: %w", o.Namespace, err)
	}
	namespace.Detail.Config.Retention = durationpb.New(retention)
	return namespace, nil
}
