package embedded

import (
	"errors"
	"runtime"
	"sync"
)

// fatalGuard turns the server's fatal errors into ours. The server's code expects that logging one never returns; a
// library must not end the process while it starts.
type fatalGuard struct {
	mu    sync.Mutex
	phase phase
	err   error
}

type phase int

const (
	phaseStarting phase = iota
	phaseRunning
	phaseStopping
)

// guard runs the start and returns its error, or the fatal one that ended it.
func (f *fatalGuard) guard(start func() error) error {
	result := make(chan error, 1)
	go func() {
		err := errors.New("ended without a reason")
		defer func() { result <- err }()
		err = start()
	}()
	err := <-result
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	return err
}

func (f *fatalGuard) started()  { f.enter(phaseRunning) }
func (f *fatalGuard) stopping() { f.enter(phaseStopping) }

func (f *fatalGuard) enter(p phase) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.phase = p
}

// fail ends the goroutine that met a fatal error. While the server starts, the start fails; once it runs, the process
// ends: a server without one of its parts would only look alive, and the files are made for it.
func (f *fatalGuard) fail(message string) {
	f.mu.Lock()
	running := f.phase == phaseRunning
	if f.err == nil {
		f.err = errors.New(message)
	}
	f.mu.Unlock()
	if running {
		panic("the embedded Temporal server: " + message)
	}
	runtime.Goexit()
}
