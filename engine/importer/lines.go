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
	// read is how many lines were read.
	read int
	line []byte
	// again says that the last line is read once more.
	again bool
}

// next is the next line with its end, valid until the one after it; io.EOF when there is none. Of a line that is
// longer than a record may be, long says so, and only its beginning is there.
func (l *lines) next() (line []byte, long bool, err error) {
	if l.again {
		l.again = false
		return l.line, len(l.line) > maxRecord, nil
	}
	l.line = l.line[:0]
	for {
		piece, err := l.in.ReadSlice('\n')
		if room := maxRecord + 1 - len(l.line); len(piece) > room {
			piece = piece[:room]
		}
		l.line = append(l.line, piece...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(l.line) == 0:
			return nil, false, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, false, err
		}
		l.read++
		return l.line, len(l.line) > maxRecord, nil
	}
}

// body is a line without its end.
func body(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}
