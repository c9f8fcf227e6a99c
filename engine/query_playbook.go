package engine

import (
	"context"
	"fmt"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// PlaybookView is a playbook as it is in force.
type PlaybookView struct {
	*dsl.Playbook
	// Pause is an operator's; nil: none. The mode in the file is independent of it.
	Pause *customer.Pause
	// Running is how many runs are in progress.
	Running int
}

// Playbook returns a playbook. It returns the store's ErrNotFound for an unknown name.
func (e *Engine) Playbook(ctx context.Context, name string) (PlaybookView, error) {
	all, err := e.Playbooks(ctx)
	if err != nil {
		return PlaybookView{}, err
	}
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
	}
	return PlaybookView{}, fmt.Errorf("playbook %q: %w", name, store.ErrNotFound)
}

// Playbooks returns all playbooks of the version in force, in the order of their names.
func (e *Engine) Playbooks(ctx context.Context) ([]PlaybookView, error) {
	p := e.published.Load()
	var running map[string]int
	err := e.store.View(ctx, func(r store.Reader) error {
		var err error
		running, err = r.CountRuns()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the playbooks: %w", err)
	}
	all := make([]PlaybookView, 0, len(p.workspace.Playbooks))
	for _, name := range names(p.workspace.Playbooks) {
		v := PlaybookView{Playbook: p.workspace.Playbooks[name], Running: running[name]}
		if pause, ok := p.paused[name]; ok {
			v.Pause = &pause
		}
		all = append(all, v)
	}
	return all, nil
}
