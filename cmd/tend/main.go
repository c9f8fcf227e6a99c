package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // The engine and its clients show the same times, also where a machine has no zones.
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), ends()...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	code := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// ends returns the signals that end a command in good order. One whose terminal goes away is among them, unless nohup says
// that the command goes on.
func ends() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}
