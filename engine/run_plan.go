package engine

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// plans keeps the run cores of the plans in use, by content hash.
type plans struct {
	mu    sync.Mutex
	cores map[string]*run.Core
}

// core returns the run core of a plan, from memory or from the store.
func (p *plans) core(hash string, r store.Reader) (*run.Core, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if core := p.cores[hash]; core != nil {
		return core, nil
	}
	raw, err := r.Plan(hash)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", hash, err)
	}
	var plan dsl.Plan
	if err := json.Unmarshal(raw, &plan); err != nil {
		return nil, fmt.Errorf("plan %s: %w", hash, err)
	}
	core, err := run.New(&plan)
	if err != nil {
		return nil, err
	}
	if p.cores == nil {
		p.cores = map[string]*run.Core{}
	}
	p.cores[hash] = core
	return core, nil
}
