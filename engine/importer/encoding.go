package importer

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

// notText returns what a file is that begins like this and isn't text in UTF-8; empty: that can't be seen yet.
func notText(start []byte) string {
	begins := func(magic string) bool { return bytes.HasPrefix(start, []byte(magic)) }
	const convert = "; convert it to UTF-8, for example with iconv -f "
	switch {
	case begins("\xff\xfe\x00\x00"), begins("\x00\x00\xfe\xff"):
		return "it is in UTF-32" + convert + "UTF-32 -t UTF-8"
	case begins("\xff\xfe"), begins("\xfe\xff"):
		return "it is in UTF-16" + convert + "UTF-16 -t UTF-8"
	case isPacked(start):
		return "it is packed by gzip; its name must end with .gz"
	case begins("PK\x03\x04"):
		return "it is a ZIP archive or a workbook of a spreadsheet; save its sheet as CSV in UTF-8"
	}
	if what := escapes(firstLine(start)); what != "" {
		return strings.TrimPrefix(what, ": ")
	}
	if isPlain(start) {
		return "" // Whatever comes after it.
	}
	var zeros [2]int
	for i, b := range start {
		if b == 0 {
			zeros[i%2]++
		}
	}
	// Japanese has few zeros, but those of its line ends.
	end := bytes.IndexByte(start, '\n')
	little, big := end >= 0 && bytes.HasPrefix(start[end+1:], []byte{0}), end > 0 && start[end-1] == 0
	switch many := len(start) / 10; {
	case zeros[0] == 0 && zeros[1] > many || little && zeros[1] > 1:
		return "it looks like UTF-16 (little-endian)" + convert + "UTF-16LE -t UTF-8"
	case zeros[1] == 0 && zeros[0] > many || big && zeros[0] > 1:
		return "it looks like UTF-16 (big-endian)" + convert + "UTF-16BE -t UTF-8"
	}
	return ""
}

// isPlain reports whether the first line of a start isn't in UTF-16: it has no zero byte, not even of its end.
func isPlain(start []byte) bool {
	first := firstLine(start)
	text := utf8.Valid(first) && bytes.IndexFunc(first, isControl) < 0
	return bytes.IndexByte(first, 0) < 0 && (text || !bytes.HasPrefix(start[len(first):], []byte("\n\x00")))
}

// firstLine returns a start up to the end of its first line.
func firstLine(start []byte) []byte {
	first, _, _ := bytes.Cut(start, []byte("\n"))
	return first
}

// isControl reports a control character that no text has: line ends and the tab are its own.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// convertFile is what to do about a file in another encoding.
const convertFile = "; convert the file to UTF-8, for example with iconv -f "

// escapes returns which encoding a text is in that goes by escape sequences, all bytes of which are ASCII, as the rest of
// a sentence; empty: none.
func escapes(text []byte) string {
	for _, e := range []struct {
		name      string
		sequences []string
	}{
		{"ISO-2022-KR", []string{"\x1b$)C"}},
		{"ISO-2022-CN", []string{"\x1b$)A", "\x1b$)G", "\x1b$*H"}},
		{"ISO-2022-JP", []string{"\x1b$@", "\x1b$B", "\x1b$(", "\x1b(J", "\x1b(I"}},
	} {
		for _, s := range e.sequences {
			if bytes.Contains(text, []byte(s)) {
				return ": it looks like " + e.name + convertFile + e.name + " -t UTF-8"
			}
		}
	}
	return ""
}

// looksLike returns how a text that isn't in UTF-8 is encoded, as the rest of a sentence.
func looksLike(text []byte) string {
	if utf8.Valid(text) {
		return escapes(text)
	}
	switch {
	case isJapanese(text, japanese.EUCJP):
		return ": it looks like EUC-JP" + convertFile + "EUC-JP -t UTF-8"
	case isJapanese(text, japanese.ShiftJIS):
		return ": it looks like Shift_JIS (CP932)" + convertFile + "CP932 -t UTF-8"
	case isWestern(text):
		return ": it looks like Windows-1252 (Latin 1)" + convertFile + "CP1252 -t UTF-8"
	}
	return ""
}

// isJapanese reports whether a text reads well in a Japanese encoding: all that isn't ASCII is of that writing, and it
// isn't but single signs, which letters with accents look like.
func isJapanese(text []byte, in encoding.Encoding) bool {
	decoded, err := in.NewDecoder().Bytes(text)
	if err != nil {
		return false
	}
	run, longest := 0, 0
	for _, r := range string(decoded) {
		switch {
		case r <= unicode.MaxASCII:
			run = 0
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || japaneseSign(r):
			run++
			longest = max(longest, run)
		default:
			return false
		}
	}
	return longest > 1
}

// japaneseSign reports the punctuation and the wide forms of Japanese texts.
func japaneseSign(r rune) bool {
	return r >= 0x3000 && r <= 0x30ff || r >= 0xff00 && r <= 0xffef && r != utf8.RuneError
}

// isWestern reports whether every byte above ASCII is a letter in Windows-1252, beside a letter of ASCII or another.
func isWestern(text []byte) bool {
	for i, b := range text {
		if b < utf8.RuneSelf {
			continue
		}
		if b < 0xc0 || b == 0xd7 || b == 0xf7 {
			return false
		}
		beside := func(j int) bool {
			return j >= 0 && j < len(text) && (unicode.IsLetter(rune(text[j])) || text[j] >= 0xc0)
		}
		if !beside(i-1) && !beside(i+1) {
			return false
		}
	}
	return true
}
