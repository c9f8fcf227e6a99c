package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Options configures a job.
type Options struct {
	// Now is the instant of the import: what happened after it is put aside. With --as-of it lies in
	// the past.
	Now time.Time
	// Oldest is the earliest time of an event that is accepted: what is older isn't kept. Zero: any is.
	Oldest time.Time
	// Known reports whether the state has an account; nil: only accounts of the import's own files are known.
	Known func(ctx context.Context, account string) (bool, error)
	// Rejects receives the rejected rows as CSV; nil: they are counted only.
	Rejects io.Writer
	// Progress receives the number of bytes read of the files; nil: none.
	Progress func(bytes int)
	// Batch is how many rows are held in memory; 0: 100,000. More are put into a file until all are read.
	Batch int
	// Folder is where that file is made, which has no name while the import runs; empty: that of the system.
	Folder string
}

const defaultBatch = 100_000

// run is a job in progress.
type run struct {
	job     *Job
	sink    Sink
	opts    Options
	source  string
	report  *Report
	rejects *rejects
	ids     *identities
	drafts  drafts
	known   *knownAccounts
	absent  absent
	spool   *spool
	// refused is the outcomes of rows that the sink refused, by table and line.
	refused map[int]map[int]Outcome
}

// verdict is the outcome of reading a row.
type verdict struct {
	filtered bool // by `when`
	later    bool // than the import's now
	settled  bool // known says what became of it; else that comes with its entry
	known    Outcome
}

// Run reads all rows, and then hands their entries to the sink, account by account: nobody gets a part of an
// account's history. The report is there also when an error stops the run: what it counts as accepted was
// committed, and the same import again takes up the rest.
func (j *Job) Run(ctx context.Context, sink Sink, opts Options) (*Report, error) {
	if opts.Batch == 0 {
		opts.Batch = defaultBatch
	}
	if opts.Progress == nil {
		opts.Progress = func(int) {}
	}
	r := &run{
		job: j, sink: sink, opts: opts, source: SourceName(j.mapping.Name),
		report: newReport(j, opts.Now), rejects: newRejects(opts.Rejects, j.tables),
		ids: newIdentities(), drafts: drafts{}, spool: newSpool(opts.Folder, opts.Batch), refused: map[int]map[int]Outcome{}, absent: absent{},
	}
	r.known = &knownAccounts{drafts: r.drafts, state: opts.Known, asked: map[string]bool{}}
	err := r.all(ctx)
	if ctx.Err() == nil { // Else the same import again tells of them.
		err = errors.Join(err, r.rejectRefused(ctx))
	}
	err = errors.Join(err, r.spool.close(), r.rejects.flush())
	r.report.finish()
	if err != nil {
		return r.report, err
	}
	return r.report, r.report.check()
}

// all reads accounts, then contacts, then events: an account's entry needs all that is said of it.
func (r *run) all(ctx context.Context) error {
	for _, kind := range []Kind{Accounts, Contacts, Events} {
		if kind == Events {
			if err := r.drafts.into(r.spool, r.source, r.opts.Now); err != nil {
				return err
			}
		}
		for i, t := range r.job.tables {
			if t.block.Kind != kind {
				continue
			}
			if err := r.table(ctx, i, t); err != nil {
				return err
			}
		}
	}
	return r.deliverAll(ctx)
}

// table reads one file.
func (r *run) table(ctx context.Context, index int, t *table) error {
	rs, err := t.each(ctx, r.opts.Progress, func(read *row, err error) error {
		var v verdict
		if err == nil {
			r.report.Files[index].several(read)
			v, err = r.row(ctx, read, origin{table: index, line: read.first, last: read.last})
		}
		return r.count(index, read, v, err)
	})
	if err == nil {
		r.report.Files[index].read(rs.records)
	}
	return err
}

// each goes through the rows of a file, of which some have a fault.
func (t *table) each(ctx context.Context, progress func(int), do func(*row, error) error) (*rows, error) {
	rs, header, err := t.open(ctx, progress)
	if err != nil {
		return nil, err
	}
	defer rs.close()
	if string(header.raw) != t.first {
		return nil, fmt.Errorf("the header of %s changed since it was checked; import it again when it is whole", t.name)
	}
	for {
		read, err := rs.next()
		if errors.Is(err, io.EOF) {
			return rs, nil
		}
		if read == nil {
			return nil, err
		}
		if err := do(read, err); err != nil {
			return nil, err
		}
	}
}

// rejectRefused reads the files again that have rows which the sink refused, and writes these to the rejected ones.
func (r *run) rejectRefused(ctx context.Context) error {
	for _, index := range slices.Sorted(maps.Keys(r.refused)) {
		outcomes := r.refused[index]
		_, err := r.job.tables[index].each(ctx, func(int) {}, func(read *row, _ error) error {
			reason, is := refusals[outcomes[read.first]] // Those that were taken have none.
			if !is {
				return nil
			}
			delete(outcomes, read.first)
			return r.rejects.write(read, string(reason))
		})
		if err == nil && len(outcomes) > 0 {
			err = fmt.Errorf("%s changed while it was imported", r.job.tables[index].name)
		}
		if err != nil {
			return fmt.Errorf("write the rows that were refused: %w", err)
		}
	}
	return nil
}

// count books a row whose outcome is known now; a rejection is no error of the run.
func (r *run) count(index int, read *row, v verdict, err error) error {
	file := r.report.Files[index]
	file.Read++
	var reason rejection
	switch {
	case errors.As(err, &reason):
		file.Rejected++
		file.reason(string(reason), read.first, read.last)
		return r.rejects.write(read, string(reason))
	case err != nil:
		return err
	case v.filtered:
		file.Filtered++
	case v.later:
		file.AfterAsOf++
	case v.settled:
		file.tally(v.known, origin{line: read.first, last: read.last})
	}
	return nil
}

func (r *run) row(ctx context.Context, read *row, at origin) (verdict, error) {
	keep, err := read.table.when.keeps(read)
	v := verdict{filtered: true}
	if err == nil && keep {
		v, err = r.kept(ctx, read, at)
	}
	if read.table.block.Kind == Accounts {
		r.absent.accountRow(read, v, err)
	}
	return v, err
}

// kept takes a row that the block's filter keeps.
func (r *run) kept(ctx context.Context, read *row, at origin) (verdict, error) {
	switch read.table.block.Kind {
	case Accounts:
		if since, err := read.table.time.instant(read); err == nil && since.After(r.opts.Now) {
			return verdict{later: true}, nil
		}
		return r.drafts.accountRow(read, at)
	case Contacts:
		v, err := r.drafts.contactRow(read, at)
		if errors.Is(err, reasonNoAccount) {
			account, _ := read.table.account.id(read)
			err = r.absent.reason(account, reasonNoAccount)
		}
		return v, err
	default:
		return r.eventRow(ctx, read, at)
	}
}

// eventRow makes an entry of a row and puts it into the batch.
func (r *run) eventRow(ctx context.Context, read *row, at origin) (verdict, error) {
	e, err := r.event(read)
	if err != nil {
		return verdict{}, err
	}
	if e.Time.After(r.opts.Now) {
		return verdict{later: true}, nil
	}
	if e.Time.Before(r.opts.Oldest) {
		return verdict{}, rejection(fmt.Sprintf("time: before %s, which is longer ago than the workspace's retention", r.opts.Oldest.Format(time.RFC3339)))
	}
	known, err := r.known.has(ctx, e.Account)
	if err != nil {
		return verdict{}, fmt.Errorf("look up an account: %w", err)
	}
	if !known {
		return verdict{}, r.absent.reason(e.Account, reasonUnknownAccount)
	}
	return verdict{}, r.spool.add(e, []origin{at}, len(read.raw))
}

func (r *run) event(read *row) (e customer.Entry, err error) {
	t := read.table
	event := t.block.Event.Name
	e = customer.Entry{Source: r.source, Type: event, Received: r.opts.Now, Imported: true}
	if e.Account, err = t.account.id(read); err != nil {
		return e, err
	}
	if e.Contact, err = t.contact.id(read); err != nil {
		return e, err
	}
	if e.Time, err = t.time.instant(read); err != nil {
		return e, err
	}
	if e.Data, err = t.data(read); err != nil {
		return e, err
	}
	if t.id == nil {
		e.ID = r.ids.of(event, read)
		return e, nil
	}
	// Several blocks may make events of one file, and an ID must not stand for two of them.
	id, err := t.id.id(read)
	e.ID = event + ":" + id
	return e, err
}
