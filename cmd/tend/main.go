package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // The engine and its clients show the same times, also where a machine has no zones.
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	code := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
