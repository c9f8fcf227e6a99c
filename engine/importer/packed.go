package importer

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// The reasons why a file that is packed by gzip can't be unpacked, each with what to do.
var (
	errCutOff  = errors.New("it ends in the middle, so a part of it is missing: bring the whole file, and try it with gzip -t")
	errDamaged = errors.New("what is packed in it is damaged: bring the file anew, and try it with gzip -t")
	errBehind  = errors.New("behind what is packed stands something that isn't packed by gzip: unpack it with gzip -d, look whether the text is whole, and import that")
	errTwice   = errors.New("it is packed by gzip twice: unpack it once, with gzip -d")
)

// isPacked reports whether what begins like this is packed by gzip.
func isPacked(start []byte) bool { return bytes.HasPrefix(start, []byte("\x1f\x8b")) }

// unpacked reads what is packed in a file.
type unpacked struct{ *gzip.Reader }

// unpack begins to read a file that is packed by gzip.
func unpack(name string, in io.Reader) (unpacked, error) {
	packed, err := gzip.NewReader(in)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return unpacked{}, fmt.Errorf("unpack %s: %w", name, errCutOff)
	case err != nil:
		return unpacked{}, fmt.Errorf("unpack %s: it isn't whole, or not packed by gzip: is its name right, and all of it here? (%w)", name, err)
	}
	return unpacked{packed}, nil
}

// Read unpacks the next bytes. What keeps it from that is told in the words of people.
func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errCutOff
	case errors.Is(err, gzip.ErrHeader):
		err = errBehind
	case errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		err = errDamaged
	}
	return n, err
}
