// Package folder reads the files of a folder, and nothing that isn't in it: no link leads out of it, what isn't a
// regular file is never opened to be read, as a pipe or a device may have no end, and no file is read further than
// its reader has room for.
package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
)

// ErrNotRegular is returned for what is neither a folder nor a regular file, such as a pipe or a device.
var ErrNotRegular = errors.New("it isn't a regular file")

// ErrTooLong is returned for a file that is longer than there is room for.
var ErrTooLong = errors.New("it is too long")

// Open opens a folder. Closing what it gives is up to the caller.
func Open(dir string) (*Folder, error) {
	if dir == "" {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrNotExist}
	}
	// Only a folder has itself in it: a pipe isn't opened, which would wait for somebody to write.
	root, err := os.OpenRoot(dir + string(filepath.Separator) + ".")
	if err != nil {
		return nil, err
	}
	return &Folder{root: root}, nil
}

// Folder is an fs.FS of the regular files and the folders of a folder.
type Folder struct{ root *os.Root }

// Close lets go of the folder; files that were opened stay open.
func (f *Folder) Close() error { return f.root.Close() }

// Open implements fs.FS.
func (f *Folder) Open(name string) (fs.File, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Regular opens a regular file.
func (f *Folder) Regular(name string) (*os.File, fs.FileInfo, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: syscall.EISDIR}
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// open opens what is a regular file or a folder. It looks before it opens, as opening a device can do something, and
// after, as it may be something else by then; a pipe is opened without waiting for somebody to write.
func (f *Folder) open(name string) (*os.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	info, err := f.root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, f.failed(name, err)
	}
	if err := readable(name, info); err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, f.failed(name, err)
	}
	if info, err = file.Stat(); err == nil {
		err = readable(name, info)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// failed is an error of the folder's, which says of a link that it is one.
func (f *Folder) failed(name string, err error) error {
	var answer syscall.Errno
	if !errors.As(err, &answer) && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrClosed) {
		err = ErrOutside // Only that is an answer of os.Root's own, and not of the system's.
	}
	err = dangling(err, func() (fs.FileInfo, error) { return f.root.Lstat(filepath.FromSlash(name)) })
	return &fs.PathError{Op: "open", Path: name, Err: err}
}

// dangling is the error of what isn't there, which says so when there is a link to it.
func dangling(err error, look func() (fs.FileInfo, error)) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if info, none := look(); none != nil || info.Mode()&fs.ModeSymlink == 0 {
		return err
	}
	return errors.Join(errDangling, err)
}

func readable(name string, info fs.FileInfo) error {
	if info.IsDir() || info.Mode().IsRegular() {
		return nil
	}
	return &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
}

// ReadFile reads a file of a folder. Of one that has more than so many bytes, it gives the beginning with ErrTooLong.
func ReadFile(files fs.FS, name string, most int64) ([]byte, error) {
	file, err := files.Open(path.Clean(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1)) // Whatever its size is said to be: it may grow meanwhile.
	if err == nil && int64(len(text)) > most {
		err = &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("%w: it has more than %d bytes", ErrTooLong, most)}
	}
	return text, err
}

// ReadPath is ReadFile for a file by its path, whose links may lead anywhere.
func ReadPath(name string, most int64) ([]byte, error) {
	if _, err := os.Stat(name); err != nil { // It says of links in a circle that they are, which EvalSymlinks doesn't.
		return nil, dangling(err, func() (fs.FileInfo, error) { return os.Lstat(name) })
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	files, err := Open(filepath.Dir(target))
	if err != nil {
		return nil, err
	}
	defer files.Close()
	return ReadFile(files, filepath.Base(target), most)
}
