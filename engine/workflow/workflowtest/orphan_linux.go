package workflowtest

import "syscall"

// dieWithTest makes the system kill the server when the test binary dies without its clean-up, such as
// after a test's timeout.
func dieWithTest() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
