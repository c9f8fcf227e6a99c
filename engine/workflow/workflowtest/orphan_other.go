//go:build !linux

package workflowtest

import "syscall"

// dieWithTest does nothing where the system has no such service.
func dieWithTest() *syscall.SysProcAttr { return nil }
