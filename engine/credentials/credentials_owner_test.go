package credentials_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/credentials"
)

func TestAnotherUsersFolderHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	folder := filepath.Join(t.TempDir(), "tls")
	require.NoError(t, os.Mkdir(folder, 0o700))
	require.NoError(t, os.Chown(folder, 65534, 65534))
	_, err := credentials.Open(folder)
	require.ErrorContains(t, err, "belongs to another user (65534)")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, entries)
}
