package importer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRecord is how many bytes a record may have, with all its lines: far more than the data of an event may have.
const maxRecord = 1 << 20

// lines reads a text line by line.
type lines struct {
	in *bufio.Reader
	// read is how many lines were read, or begun.
	read int
	line []byte
}

// next returns the next line with its end, valid until the one after it; io.EOF when there is none. A line that is longer
// than it may be is read no further than that is seen: long says so, and what is left of it is yet to be read.
func (l *lines) next(most int) (line []byte, long bool, err error) {
	l.line = l.line[:0]
	for {
		piece, err := l.in.ReadSlice('\n')
		l.line = append(l.line, piece...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(l.line) <= most:
			continue
		case errors.Is(err, io.EOF) && len(l.line) == 0:
			return nil, false, io.EOF
		case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
		l.read++
		return l.line, len(l.line) > most, nil
	}
}

// body returns a line without its end.
func body(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}
