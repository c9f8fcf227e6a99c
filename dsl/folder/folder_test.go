package folder_test

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/folder"
)

// odd is a folder with what isn't to be read, beside a file that is.
func odd(t *testing.T) string {
	t.Helper()
	outer := t.TempDir()
	dir := filepath.Join(outer, "in")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "sub"), 0o700))
	write := func(name string) { require.NoError(t, os.WriteFile(name, []byte("text"), 0o600)) }
	write(filepath.Join(outer, "out"))
	write(filepath.Join(dir, "file"))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	for name, target := range map[string]string{
		"link": "file", "loop": "loop", "dangling": "nothing", "out": "../out", "absolute": filepath.Join(dir, "file"),
		"device": "/dev/zero", "topipe": "pipe", "tosub": "sub",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, name)))
	}
	big, err := os.Create(filepath.Join(dir, "big"))
	require.NoError(t, err)
	require.NoError(t, big.Truncate(8<<30))
	require.NoError(t, big.Close())
	return dir
}

func TestOnlyRegularFilesOfTheFolderAreRead(t *testing.T) {
	t.Parallel()
	dir := odd(t)
	files, err := folder.Open(dir)
	require.NoError(t, err)
	defer files.Close()
	for _, name := range []string{"file", "link", "./file", "sub/../file"} {
		text, err := folder.ReadFile(files, name, 4)
		require.NoError(t, err, name)
		require.Equal(t, "text", string(text))
	}
	for name, want := range map[string]string{
		"pipe": "it isn't a regular file", "topipe": "it isn't a regular file", "sub": "it is a folder", "tosub": "it is a folder",
		"loop": "round in a circle", "dangling": "it is a link to what isn't there", "out": "leads out of the folder", "absolute": "leads out of the folder",
		"device": "leads out of the folder", "../out": "no file here can have that name", "/etc/passwd": "no file here can have that name", "": "it is a folder",
		"nothing": "it isn't there", "file/a": "no folder where one is needed", "a\x00b": "no file here can have that name", strings.Repeat("a", 300): "longer than names can be", "big": "it is too long: it has more than 100 bytes",
	} {
		_, err := folder.ReadFile(files, name, 100)
		require.ErrorContains(t, folder.Cause(err), want, name)
	}
	_, err = folder.ReadFile(files, "file", 3)
	require.ErrorIs(t, err, folder.ErrTooLong)
	names, err := fs.Glob(files, "*pipe")
	require.NoError(t, err)
	require.Equal(t, []string{"pipe", "topipe"}, names)
}

func TestWhatIsNoFolderIsNotOpened(t *testing.T) {
	t.Parallel()
	dir := odd(t)
	for name, want := range map[string]string{"pipe": "no folder", "topipe": "no folder", "file": "no folder", "device": "no folder", "nothing": "isn't there"} {
		_, err := folder.Open(filepath.Join(dir, name))
		require.ErrorContains(t, folder.Cause(err), want, name)
	}
	_, err := folder.Open("")
	require.ErrorIs(t, err, fs.ErrNotExist)
	for _, name := range []string{"", "sub", "tosub"} {
		files, err := folder.Open(filepath.Join(dir, name))
		require.NoError(t, err)
		require.NoError(t, files.Close())
	}
}

func TestAPathMayLeadAnywhereButNotToADevice(t *testing.T) {
	t.Parallel()
	dir := odd(t)
	for _, name := range []string{"file", "out", "absolute"} {
		text, err := folder.ReadPath(filepath.Join(dir, name), 10)
		require.NoError(t, err, name)
		require.Equal(t, "text", string(text))
	}
	for name, want := range map[string]string{"loop": "round in a circle", "dangling": "it is a link to what isn't there", "nothing": "it isn't there", "sub": "it is a folder"} {
		_, err := folder.ReadPath(filepath.Join(dir, name), 10)
		require.ErrorContains(t, folder.Cause(err), want, name)
	}
	for _, name := range []string{"pipe", "device"} {
		_, err := folder.ReadPath(filepath.Join(dir, name), 10)
		require.ErrorIs(t, err, folder.ErrNotRegular, name)
	}
	socket := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	defer listener.Close()
	_, err = folder.ReadPath(socket, 10)
	require.ErrorIs(t, err, folder.ErrNotRegular)
}

// What the system answers is told in plain words, and still there for code.
func TestCausesAreToldInPlainWords(t *testing.T) {
	t.Parallel()
	for answer, want := range map[error]string{
		syscall.ENOENT: "it isn't there; check how its name is written", syscall.EACCES: "its owner doesn't let this user; change its mode or its owner",
		syscall.EPERM: "its owner", syscall.EEXIST: "it is there already", syscall.ENOTDIR: "no folder where one is needed", syscall.EISDIR: "it is a folder",
		syscall.ELOOP: "round in a circle", syscall.ENAMETOOLONG: "shorten it", syscall.EINVAL: "no file here can have that name", syscall.EROFS: "nothing can be written",
		syscall.ENOSPC: "no room left", fs.ErrNotExist: "it isn't there", folder.ErrNotRegular: "it isn't a regular file; put", syscall.EIO: "input/output error",
	} {
		err := folder.Cause(&fs.PathError{Op: "openat", Path: "a path", Err: answer})
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "a path")
		require.ErrorIs(t, err, answer)
	}
}
