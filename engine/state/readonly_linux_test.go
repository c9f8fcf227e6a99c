package state_test

import (
	"os"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/state"
)

// asNobody runs fn on a thread without the rights of root, if the tests run as root: to root every
// folder is writable. The thread isn't unlocked, so that it ends with its goroutine.
func asNobody(fn func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Geteuid() == 0 {
			runtime.LockOSThread()
			const nobody = 65534
			_ = syscall.Setfsuid(nobody)
		}
		fn()
	}()
	<-done
}

func TestAFolderThatIsNotWritable(t *testing.T) {
	t.Parallel()
	fresh, used := t.TempDir(), t.TempDir()
	require.NoError(t, open(t, used).Close())
	for _, dir := range []string{fresh, used} {
		require.NoError(t, os.Chmod(dir, 0o555))
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
		var err error
		asNobody(func() { _, err = state.Open(dir, options()) })
		require.EqualError(t, err, "state folder "+dir+" is not writable (permission denied): make it so or choose another with --state")
		require.ErrorIs(t, err, os.ErrPermission)
	}
}
