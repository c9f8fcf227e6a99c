package workflowtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/gofrs/flock"
)

// binaryVariable names the environment variable with the path of a command that is built already.
const binaryVariable = "TEND_BINARY"

// build builds the command once a test binary; the Go tool knows whether there is anything to do.
var build = sync.OnceValues(func() (string, error) {
	folder := filepath.Join(os.TempDir(), "tend-test-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	// Test binaries of several packages run at the same time and share the result.
	lock := flock.New(filepath.Join(folder, "lock"))
	if err := lock.Lock(); err != nil {
		return "", err
	}
	defer func() { _ = lock.Unlock() }()
	path := filepath.Join(folder, "tend")
	if output, err := exec.Command("go", "build", "-o", path, "github.com/tendhq/tend/cmd/tend").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, output)
	}
	return path, nil
})

// Binary returns the path of the command, built without the race detector unless TEND_BINARY names one.
func Binary(t testing.TB) string {
	t.Helper()
	if path := os.Getenv(binaryVariable); path != "" {
		return path
	}
	path, err := build()
	if err != nil {
		t.Fatalf("build cmd/tend for the tests: %v", err)
	}
	return path
}
