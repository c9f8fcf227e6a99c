// Command flagged replays the learners of the online course and says whether the playbooks would have
// noticed in time: how many of those who left were flagged before, how many days ahead, and how many were
// flagged who stayed; beside it, what flagging at random at the same rate would have given.
//
//	go run ./examples/oulad/flagged
//
// Every event is folded at the moment at which it happened, by the core that runs in production: a learner
// is flagged at the instant at which a run would have begun. No run is executed and nothing is sent.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/engine/importer"
)

func main() {
	playbooks := flag.String("playbooks", "examples/oulad", "folder of the workspace, with import/mapping.hcl")
	data := flag.String("data", "../shared/data/oulad", "folder of the dataset")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *playbooks, *data)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "flagged:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, playbooks, data string) error {
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("the dataset isn't in %s: get it from https://analyse.kmi.open.ac.uk/open-dataset and name its folder with --data", data)
	}
	w, err := load(playbooks)
	if err != nil {
		return err
	}
	learners, err := read(ctx, w, filepath.Join(playbooks, "import", "mapping.hcl"), data)
	if err != nil {
		return err
	}
	replay(w, learners)
	for _, name := range append(names(w.Playbooks), anyPlaybook) {
		summarise(name, learners).print(os.Stdout)
	}
	return nil
}

func load(folder string) (*dsl.Workspace, error) {
	tasks, err := task.New(nowhere{})
	if err != nil {
		return nil, err
	}
	w, found := dsl.Load(folder, dsl.Options{Actions: []actions.Definition{tasks}})
	return w, problems(found)
}

// nowhere takes no tasks: nothing is done here.
type nowhere struct{}

func (nowhere) Create(context.Context, task.Task) error {
	return errors.New("a look back does nothing")
}

// read gives the learners with all that happened to them.
func read(ctx context.Context, w *dsl.Workspace, mapping, data string) ([]*learner, error) {
	m, found := importer.Load(mapping, w)
	if err := problems(found); err != nil {
		return nil, err
	}
	job, found := m.Open(data)
	if err := problems(found); err != nil {
		return nil, err
	}
	all := course{}
	if _, err := job.Run(ctx, all, importer.Options{Now: theEnd}); err != nil {
		return nil, fmt.Errorf("read the dataset: %w", err)
	}
	return all.learners(), nil
}

// problems is the first of the errors among diagnostics.
func problems(found diag.Diagnostics) error {
	for _, d := range found {
		if d.Severity == diag.SeverityError {
			return fmt.Errorf("%s: %s", d.Range, d.Detail)
		}
	}
	return nil
}
