package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/importer"
	"github.com/tendhq/tend/engine/state"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// importOptions are the flags of tend import.
type importOptions struct {
	mapping, data, state, asOf, rejects, output string
	speed                                       float64
	// batch is how many rows are held in memory; zero: the importer's own number. Tests need few.
	batch int
}

func newImportCommand() *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import DIR --mapping FILE",
		Short: "Import history from CSV files",
		Long: `Import reads CSV files (.csv, .csv.gz) by a mapping into accounts, contacts and events of
the playbooks in DIR. Imported history changes facts and fires no trigger. The same
import again changes nothing.

The files are regular files in the folder of the data, in UTF-8; a pipe isn't one, as
each is read twice. Nothing is imported before all are read; then each account is
taken at once, and judged once. So bring all files of a system in one import.

The report accounts for every row: accepted, duplicate (known already), conflict (its
ID is known with other content), rejected (with the reason and the place), filtered by
the mapping, or after the time of the import. Events that are older than the playbooks'
"retention" are rejected. Status 0 says that no row was rejected or in conflict, 1 that
some were, and the others are imported all the same; or that the import failed, by an
error that is shown. A row that an unclosed quotation mark makes of several lines is
rejected with all of them, and --rejects has them as they stand. So is a text whose
lines look like rows, unless its block in the mapping says "multiline = true".

TEND_VAR_NAME in the environment gives the playbooks' variable NAME its value.

An import that is interrupted by Ctrl-C, SIGTERM or SIGHUP ends with status 3 and says
how far it came: some accounts are taken as wholes, the others not at all. The same
import again goes on with the rest, and takes nothing twice.

The language of mappings is described by "tend docs import".

The state folder must not be in use. A new one gets the clock that --as-of says, so that
history of last year can be played on from then; rows about later times are put aside.`,
		Example: `  tend import playbooks/ --mapping crm.hcl --data exports/
  tend import playbooks/ --mapping crm.hcl --as-of 2026-04-01 --rejects rejected.csv
  tend import playbooks/ --mapping crm.hcl --output json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringVar(&o.mapping, "mapping", "", "file that says what the columns become (required)")
	flags.StringVar(&o.data, "data", "", "folder of the CSV files (default the mapping's)")
	flags.StringVar(&o.state, "state", ".tend", "folder that keeps the state")
	flags.StringVar(&o.asOf, "as-of", "", "where the clock of a new state begins: a day, or an instant as RFC 3339 (default now)")
	flags.Var(speed{&o.speed}, "speed", "how fast the clock of a new state runs (default 1)")
	flags.StringVar(&o.rejects, "rejects", "", "file to write the rejected rows to, as CSV with their reasons")
	oneOf(c, flags, &o.output, "output", "table", "how to show the report: table or json", "table", "json")
	_ = c.MarkFlagRequired("mapping") // It was just added.
	_ = c.MarkFlagFilename("mapping", "hcl")
	_ = c.MarkFlagDirname("data")
	_ = c.MarkFlagDirname("state")
	return c
}

// run checks everything that can be checked before it touches the state folder.
func (o importOptions) run(ctx context.Context, dir string, out, errOut io.Writer) error {
	w, err := loadOrShow(dir, dsl.Options{Run: true, Sender: true}, errOut)
	if err != nil {
		return err
	}
	asOf, err := startOf(o.asOf, w.Hours.Zone())
	if err != nil {
		return err
	}
	job, err := o.open(w, errOut)
	if err != nil {
		return err
	}
	rejects, closeRejects, err := o.openRejects(job)
	if err != nil {
		return err
	}
	report, err := o.into(ctx, w, dir, asOf, errOut, func(e *engine.Engine, now time.Time) (*importer.Report, error) {
		oldest, err := e.Oldest(ctx, now)
		if err != nil {
			return nil, err
		}
		progress, done := progressBar(errOut, job.Size())
		defer done()
		sink := &historySink{engine: e}
		return job.Run(ctx, sink, importer.Options{
			Now: now, Oldest: oldest, Known: sink.known, Rejects: rejects, Progress: progress,
			Batch: o.batch, Folder: o.state,
		})
	})
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = interruptedImport(report)
	}
	err = errors.Join(err, closeRejects())
	if err == nil || report.Took() { // Else there is nothing but the error to tell of.
		err = errors.Join(o.show(report, out), err)
	}
	// An error is shown by its sentence; rows that weren't taken, by the report.
	if err == nil && !report.Clean() {
		return errReported
	}
	return err
}

// interruptedImport returns the error of an import that a signal ended: each account is imported whole or not at all.
func interruptedImport(report *importer.Report) error {
	if !report.Took() {
		return interruptedError{errors.New("the import was interrupted before any row was taken; run it again")}
	}
	return interruptedError{fmt.Errorf("the import was interrupted when %d of the %d rows that were read were taken, of some accounts all and of others none; run it again as it was: it goes on with the rest and takes nothing twice",
		report.Total.Accepted+report.Total.Duplicates, report.Total.Read)}
}

// open checks the mapping against the playbooks and the data.
func (o importOptions) open(w *dsl.Workspace, errOut io.Writer) (*importer.Job, error) {
	data := o.data
	if data == "" {
		data = filepath.Dir(o.mapping)
	}
	mapping, diags := importer.Load(o.mapping, w)
	var job *importer.Job
	if mapping != nil {
		var more diag.Diagnostics
		job, more = mapping.Open(data)
		diags = append(diags, more...)
	}
	if err := diags.Write(errOut, onTerminal(errOut)); err != nil {
		return nil, err
	}
	if job == nil {
		return nil, errReported
	}
	return job, nil
}

// into opens the state folder and an engine on it that decides nothing, for as long as fn runs.
func (o importOptions) into(
	ctx context.Context, w *dsl.Workspace, note string, asOf time.Time, errOut io.Writer,
	fn func(e *engine.Engine, now time.Time) (*importer.Report, error),
) (report *importer.Report, err error) {
	folder, err := state.Open(o.state, state.Options{Warn: warnTo(errOut)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	clock, err := folder.Clock(o.speed, asOf, time.Now)
	if err != nil {
		return nil, err
	}
	database, err := sqlite.Open(ctx, folder.Database(), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	stands, err := importClock(ctx, database, clock, asOf)
	if err != nil {
		return nil, err
	}
	e, err := engine.New(ctx, engine.Options{Store: database, Clock: stands, Workspace: w, Note: note})
	if err != nil {
		return nil, err
	}
	if asOf.IsZero() {
		asOf = e.Now()
	}
	return fn(e, asOf)
}

// startOf reads --as-of: an instant, or a day in the workspace's zone; zero when it isn't given.
func startOf(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return calendar.StartOfDay(day.Year(), day.Month(), day.Day(), zone).UTC(), nil
	}
	t, err := expression.ParseTime(text)
	if err != nil {
		return t, usageError{fmt.Errorf("--as-of %q is neither a day such as 2026-04-01 nor a time such as 2026-04-01T09:00:00Z", text)}
	}
	return t.UTC(), nil
}

// openRejects makes the file for rejected rows. They are customers' data: only their owner may read them.
func (o importOptions) openRejects(job *importer.Job) (io.Writer, func() error, error) {
	if o.rejects == "" {
		return nil, func() error { return nil }, nil
	}
	if dsl.IsWorkspaceFile(o.rejects) {
		return nil, nil, fmt.Errorf("the rejected rows can't be written to %s, which would be a file of playbooks; name another file with --rejects", o.rejects)
	}
	if within(o.state, o.rejects) {
		return nil, nil, fmt.Errorf("the rejected rows can't be written to %s, which lies in the state folder; name another file with --rejects", o.rejects)
	}
	file, err := createFile(o.rejects, 0o600, func(info os.FileInfo) error {
		mapping, err := os.Stat(o.mapping)
		if err == nil && os.SameFile(info, mapping) || job.Reads(info) {
			return fmt.Errorf("%s is what the import reads; name another file with --rejects", o.rejects)
		}
		return keepOther(o.rejects, "rejects", info, importer.IsRejects)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("the rejected rows can't be written to %s: %w", o.rejects, folder.Cause(err))
	}
	// One that was there before may be readable by others; a terminal or a pipe is left as it is.
	if info, statErr := file.Stat(); statErr == nil && info.Mode().IsRegular() {
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the rejected rows can't be kept from others: %w", errors.Join(err, file.Close()))
	}
	return file, file.Close, nil
}

func (o importOptions) show(report *importer.Report, out io.Writer) error {
	if o.output == "json" {
		return newPrinter(out, true).document(report)
	}
	return report.Print(out)
}

// progressBar shows how much of the files was read, on a terminal only.
func progressBar(errOut io.Writer, size int64) (progress func(int), done func()) {
	if !onTerminal(errOut) {
		return func(int) {}, func() {}
	}
	pool := mpb.New(mpb.WithOutput(errOut))
	bar := pool.AddBar(size, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("importing "), decor.CountersKibiByte("% .1f / % .1f")),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
	return bar.IncrBy, func() {
		bar.Abort(true)
		pool.Wait()
	}
}
