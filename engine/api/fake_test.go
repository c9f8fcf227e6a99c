package api_test

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// fake is an engine that answers what it is told to: for what the real one does only when something
// breaks, and for rows in any number.
type fake struct {
	err       error // of everything
	report    func([]engine.Event) engine.Report
	got       []engine.Event
	accounts  []*customer.State
	runs      []store.Run
	tasks     []store.Task
	decisions []store.DecisionRow
	scores    []store.ScoreRow
	timeline  []store.Line
	metrics   map[string]any
	partial   map[string]time.Time
	workspace *dsl.Workspace
	why       *engine.WhyView
	playbooks []engine.PlaybookView
	selection engine.Selection
	effects   []engine.Effect
	// asked is the last query, to see that filters arrive.
	asked any
}

func (f *fake) Ingest(_ context.Context, events []engine.Event) (engine.Report, error) {
	f.got = events
	if f.err != nil {
		return engine.Report{}, f.err
	}
	if f.report != nil {
		return f.report(events), nil
	}
	return engine.Report{Accepted: len(events)}, nil
}

func (f *fake) PutAccount(_ context.Context, id string, u engine.AccountUpdate) (bool, error) {
	if f.err == nil {
		f.accounts = append(f.accounts, &customer.State{Account: id, Name: u.Name})
	}
	return true, f.err
}

func (f *fake) Account(_ context.Context, id string) (engine.AccountView, error) {
	if f.err != nil {
		return engine.AccountView{}, f.err
	}
	for _, a := range f.accounts {
		if a.Account == id {
			return engine.AccountView{State: a, Metrics: f.metrics, Partial: f.partial}, nil
		}
	}
	return engine.AccountView{}, store.ErrNotFound
}

func (f *fake) Forget(_ context.Context, id string) (store.Purged, error) {
	before := len(f.accounts)
	f.accounts = slices.DeleteFunc(f.accounts, func(a *customer.State) bool { return a.Account == id })
	if len(f.accounts) == before {
		return store.Purged{}, cmp.Or(f.err, store.ErrNotFound)
	}
	return store.Purged{Entries: 1}, f.err
}

func (f *fake) Held(ctx context.Context, id string) (store.Purged, error) {
	_, err := f.Account(ctx, id)
	return store.Purged{Entries: 1}, err
}

func (f *fake) ForgetContact(_ context.Context, account, _ string) (store.Purged, error) {
	return f.Held(context.Background(), account)
}

func (f *fake) HeldContact(ctx context.Context, account, _ string) (store.Purged, error) {
	return f.Held(ctx, account)
}

func (f *fake) Why(_ context.Context, q engine.WhyQuery) (engine.WhyView, error) {
	f.asked = q.At
	if f.why == nil && f.err == nil {
		return engine.WhyView{}, store.ErrNotFound
	}
	if f.err != nil {
		return engine.WhyView{}, f.err
	}
	f.why.Account = q.Account
	return *f.why, nil
}

func (f *fake) Effects(_ context.Context, q engine.EffectQuery) ([]engine.Effect, error) {
	f.asked = q
	return f.effects, f.err
}

func (f *fake) CompleteTask(context.Context, string, map[string]string) (store.Task, error) {
	return store.Task{Status: "completed"}, f.err
}

func (f *fake) Playbooks(context.Context) ([]engine.PlaybookView, error) { return f.playbooks, f.err }

func (f *fake) Playbook(_ context.Context, name string) (engine.PlaybookView, error) {
	for _, p := range f.playbooks {
		if p.Name == name {
			return p, f.err
		}
	}
	return engine.PlaybookView{}, cmp.Or(f.err, store.ErrNotFound)
}

func (f *fake) Pause(ctx context.Context, playbook, _, _ string) (engine.PlaybookView, error) {
	return f.Playbook(ctx, playbook)
}

func (f *fake) Resume(ctx context.Context, playbook, _, _ string) (engine.PlaybookView, error) {
	return f.Playbook(ctx, playbook)
}

func (f *fake) Enrol(_ context.Context, _ engine.EnrolmentRequest, members []engine.Member) ([]engine.Enrolment, error) {
	var all []engine.Enrolment
	for _, m := range members {
		all = append(all, engine.Enrolment{Member: m})
	}
	return all, f.err
}

func (f *fake) Select(_ context.Context, where, after string, limit int) (engine.Selection, error) {
	f.asked = []any{where, after, limit}
	return f.selection, f.err
}

func (f *fake) View(_ context.Context, fn func(store.Reader) error) error {
	if f.err != nil {
		return f.err
	}
	return fn(rows{fake: f})
}

func (f *fake) Workspace() *dsl.Workspace   { return f.workspace }
func (f *fake) Now() time.Time              { return day(9) }
func (f *fake) Ready(context.Context) error { return f.err }

// rows is what the fake's store holds; what isn't faked is nil, so that a test notices.
type rows struct {
	store.Reader
	fake *fake
}

func (r rows) Accounts(after string, limit int) ([]*customer.State, error) {
	return rest(r.fake.accounts, limit, func(a *customer.State) bool { return a.Account == after }), nil
}

func (r rows) Task(id string) (store.Task, error) {
	for _, t := range r.fake.tasks {
		if t.ID == id {
			return t, nil
		}
	}
	return store.Task{}, store.ErrNotFound
}

func (r rows) Run(id string) (store.Run, error) {
	for _, row := range r.fake.runs {
		if row.ID == id {
			return row, nil
		}
	}
	return store.Run{}, store.ErrNotFound
}

func (r rows) Timeline(string) ([]store.Line, error) { return r.fake.timeline, nil }

func (r rows) Runs(q store.RunQuery) ([]store.Run, error) {
	r.fake.asked = q
	if q.After != "" {
		if _, err := r.Run(q.After); err != nil {
			return nil, err
		}
	}
	return rest(r.fake.runs, q.Limit, func(row store.Run) bool { return row.ID == q.After }), nil
}

func (r rows) Tasks(q store.TaskQuery) ([]store.Task, error) {
	r.fake.asked = q
	return rest(r.fake.tasks, q.Limit, func(t store.Task) bool { return t.ID == q.After }), nil
}

func (r rows) Decisions(q store.DecisionQuery) ([]store.DecisionRow, error) {
	r.fake.asked = q
	return rest(r.fake.decisions, q.Limit, func(d store.DecisionRow) bool { return d.ID == q.After }), nil
}

// rest returns up to limit rows after the one that is said to be the last seen.
func rest[T any](all []T, limit int, seen func(T) bool) []T {
	all = all[slices.IndexFunc(all, seen)+1:]
	return all[:min(limit, len(all))]
}

// many returns a fake with n rows of everything.
func many(n int) *fake {
	f := &fake{}
	for i := range n {
		id := "x" + strconv.Itoa(1000+i)
		f.accounts = append(f.accounts, &customer.State{Account: id})
		f.runs = append(f.runs, store.Run{ID: id, Account: "acme", Playbook: "rescue", Status: "running", StartedAt: day(i)})
		f.tasks = append(f.tasks, store.Task{ID: id, Status: "open", CreatedAt: day(i)})
		f.decisions = append(f.decisions, store.DecisionRow{
			ID: int64(i + 1), Count: 1, LastAt: day(i),
			Decision: customer.Decision{Occurrence: id, Account: "acme", At: day(i), Outcome: customer.Skip},
		})
	}
	return f
}

func day(n int) time.Time { return time.Date(2026, 4, 1+n, 0, 0, 0, 0, time.UTC) }
