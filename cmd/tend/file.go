package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// readAll reads to the end, until the command is stopped, but no further than so many bytes.
func readAll(ctx context.Context, in io.Reader, most int64) ([]byte, error) {
	type reading struct {
		text []byte
		err  error
	}
	done := make(chan reading, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(in, most+1))
		if err == nil && int64(len(text)) > most {
			err = fmt.Errorf("it has more than %d bytes", most)
		}
		done <- reading{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// createFile creates or replaces a file unless refuse has a reason not to. A pipe without a reader is refused, not
// waited for.
func createFile(path string, mode os.FileMode, refuse func(os.FileInfo) error) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|syscall.O_NONBLOCK, mode)
	if errors.Is(err, syscall.ENXIO) {
		return nil, &os.PathError{Op: "open", Path: path, Err: errors.New("nobody reads from it")}
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil {
		err = refuse(info)
	}
	if err == nil && info.Mode().IsRegular() {
		err = file.Truncate(0)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// keepOther returns why a file that a command is to write, as its flag says, isn't replaced: it is there already, and
// doesn't begin like one that the command wrote before.
func keepOther(path, flag string, info os.FileInfo, own func(start []byte) bool) error {
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return nil
	}
	if start, err := beginning(path); err != nil || !own(start) {
		return fmt.Errorf("%s is there already and holds something else; name another file with --%s, or remove it", path, flag)
	}
	return nil
}

// beginning returns the first bytes of a file.
func beginning(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 512))
}

// within reports whether a path lies in a folder.
func within(folder, path string) bool {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	path, err = filepath.Abs(path)
	return err == nil && strings.HasPrefix(path, folder+string(filepath.Separator))
}
