package folder

import (
	"errors"
	"io/fs"
	"syscall"
)

// ErrOutside is returned for a link that leads out of the folder, and for what lies behind one.
var ErrOutside = errors.New("it is a link that leads out of the folder, or lies behind one")

// errDangling is returned for a link that leads to nothing.
var errDangling = errors.New("it is a link to what isn't there")

const wrongName = "no file here can have that name; write it from the folder on, with / between its parts and without .."

// reasons is what the operating system answers, in plain words, and what to do about it. The first that fits counts.
var reasons = []struct {
	is    error
	plain string
}{
	{ErrOutside, ErrOutside.Error() + "; put a copy of what it leads to in its place"},
	{errDangling, errDangling.Error() + "; put the file in its place, or let it lead to one"},
	{ErrNotRegular, ErrNotRegular.Error() + "; put what it gives into one"},
	{syscall.EISDIR, "it is a folder; name a file in it"},
	{syscall.ENOTDIR, "it, or a part of its path, is no folder where one is needed; check how the path is written"},
	{syscall.ELOOP, "its links lead round in a circle; put the file or folder itself in the place of one"},
	{syscall.ENAMETOOLONG, "its name is longer than names can be here; shorten it"},
	{syscall.EROFS, "nothing can be written where it lies; choose another place"},
	{syscall.ENOSPC, "there is no room left where it lies; make some, or choose another place"},
	{fs.ErrExist, "it is there already; choose another name"},
	{fs.ErrNotExist, "it isn't there; check how its name is written"},
	{fs.ErrPermission, "its owner doesn't let this user; change its mode or its owner"},
	{fs.ErrInvalid, wrongName},
	{syscall.EINVAL, wrongName},
}

// Cause is why a file couldn't be read or written, in plain words that follow on its name, and what to do about it.
func Cause(err error) error {
	if plain := (told{}); errors.As(err, &plain) {
		return err
	}
	for _, r := range reasons {
		if errors.Is(err, r.is) {
			return told{r.plain, err}
		}
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// told is an error in plain words, which keeps the system's for code.
type told struct {
	plain string
	cause error
}

// Error is the plain words.
func (e told) Error() string { return e.plain }

// Unwrap is the system's error.
func (e told) Unwrap() error { return e.cause }
