package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mostAbove is among how many lines the header is looked for where the first isn't it.
const mostAbove = 20

// separators are those that programs write, the commonest first.
var separators = []rune{',', ';', '\t', '|'}

// misplaced says what is wrong with the first lines of a file of which the first has none of the columns that the
// block reads: the header is another one, or has another separator. Empty: that isn't to be seen.
func (b *Block) misplaced(start string) string {
	wanted := b.columns()
	if len(wanted) == 0 {
		return ""
	}
	number, first := 0, ""
	for line := range strings.Lines(start) {
		number++
		if strings.TrimRight(line, "\r\n") == "" {
			continue
		}
		if number > mostAbove {
			break
		}
		found, separator := b.heads(line, wanted)
		if first == "" && found > 0 || first != "" && 2*found > len(wanted) {
			return b.instead(first, number, separator)
		}
		if first == "" {
			first = line
		}
	}
	return ""
}

// heads returns how many of the columns a line names, taken apart by the separator by which it has the most of them.
func (b *Block) heads(line string, wanted []string) (most int, separator rune) {
	for _, r := range append([]rune{b.Separator}, separators...) {
		found := 0
		for _, field := range parted(line, r) {
			if slices.ContainsFunc(wanted, func(name string) bool { return folded(name) == folded(field) }) {
				found++
			}
		}
		if found > most {
			most, separator = found, r
		}
	}
	return most, separator
}

// parted returns a line as the fields of a record, none when it isn't a whole one.
func parted(line string, separator rune) []string {
	s := newSplitter(separator)
	if s.take([]byte(line)) || s.problem != "" {
		return nil
	}
	return s.fields()
}

// instead says what to do where the header is another line than the first, or parted by another separator.
func (b *Block) instead(first string, number int, separator rune) string {
	var parts []string
	if first != "" {
		parts = append(parts, fmt.Sprintf("its first line is %q, and the names of the columns stand in line %d: remove the lines above it, for example with tail -n +%d",
			shortened(first), number, number))
	}
	if separator != b.Separator {
		parts = append(parts, separatedBy(separator))
	}
	return strings.Join(parts, "; ")
}

// separatedBy says what to write about another separator.
func separatedBy(separator rune) string {
	return fmt.Sprintf("the columns are separated by %q; write separator = %q in the block", string(separator), string(separator))
}

// ofRow are columns as texts and expressions read them.
var ofRow = regexp.MustCompile(`\brow\.([\p{L}_][\p{L}\p{N}_]*)`)

// columns names what the block reads.
func (b *Block) columns() []string {
	var sources []Source
	if b.When != nil {
		sources = append(sources, *b.When)
	}
	values := []*Value{b.ID, b.Account, b.Contact, b.Name, b.Email, b.Time}
	for _, f := range b.Fields {
		values = append(values, f.Value)
	}
	for _, v := range values {
		if v != nil {
			sources = append(sources, v.Source)
		}
	}
	var list []string
	for _, s := range sources {
		if s.Kind == Column {
			list = append(list, s.Text)
			continue
		}
		for _, found := range ofRow.FindAllStringSubmatch(s.Text, -1) {
			list = append(list, found[1])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// quotes are the marks that word processors and keyboards put around a name.
const quotes = "\"'`´‘’‚‛“”„‟«»「」"

// folded returns a column's name without what people don't see, or don't mean: capitals, blanks of all kinds, marks that
// have no width, quotation marks around it, and other ways of writing the same letters.
func folded(name string) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || strings.ContainsRune(quotes, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(name))
	return strings.ToLower(strings.Join(strings.Fields(seen), " "))
}

// written returns what to do about a column that isn't there by its exact name.
func (t *table) written(name string) string {
	for _, column := range t.header {
		if folded(column) == folded(name) {
			return fmt.Sprintf(" The header writes it %q: write the same in the mapping, or put the header right.", column)
		}
	}
	if near := suggest(name, t.header); near != "" {
		return near
	}
	if found, _ := t.block.heads(t.first, t.block.columns()); found == 0 {
		return fmt.Sprintf(" Its first line is %q, and none of the columns that the mapping names is in it: name them as it does, or remove the line if it isn't the header.", shortened(t.first))
	}
	return fmt.Sprintf(" Its header is %q.", shortened(t.first))
}

// nameless reports whether a column can't be named.
func nameless(name string) bool { return folded(name) == "" }

// columnNumbers returns the columns without a name, in words.
func columnNumbers(numbers []int) string {
	var list []string
	for from := 0; from < len(numbers); {
		to := from
		for to+1 < len(numbers) && numbers[to+1] == numbers[to]+1 {
			to++
		}
		if to-from > 1 {
			list = append(list, fmt.Sprintf("columns %d to %d", numbers[from], numbers[to]))
			from = to + 1
			continue
		}
		list = append(list, fmt.Sprintf("column %d", numbers[from]))
		from++
	}
	last := len(list) - 1
	if last > 0 {
		list = []string{strings.Join(list[:last], ", ") + " and " + list[last]}
	}
	return list[0] + " (without a name)"
}

// maxShown is how many characters of a header are shown.
const maxShown = 120

// shortened returns the beginning of a line.
func shortened(line string) string {
	line = strings.TrimRight(line, "\r\n")
	if runes := []rune(line); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return line
}

// otherwise reads a header by another separator than the block's, by the one that makes the most columns of it, and
// says what to write.
func (b *Block) otherwise(header string) (what string, columns []string) {
	for _, r := range separators {
		if fields := parted(header, r); r != b.Separator && len(fields) > len(columns) {
			what, columns = separatedBy(r), fields
		}
	}
	return what, columns
}
