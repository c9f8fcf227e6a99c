package source

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// mistake is a common way to write what HCL can't read, known by the line on which HCL stumbled.
type mistake struct {
	// hcl begins HCL's summary; empty for any.
	hcl string
	// line matches the line of the file. Its first group is what is marked; HCL stumbled in or right beside it.
	line *regexp.Regexp
	// summary and detail explain it; instead is what to write for what is marked. In detail and instead, $2
	// stands for the second group.
	summary, detail, instead string
	// word says of the second group, with what follows the first, whether it is this mistake; nil for any.
	word func(g *Grammar, word, rest string) bool
}

const (
	neither       = "Neither an attribute nor a block"
	neitherDetail = "Here stands an attribute, name = value, or a block, word \"name\" { … }. A comment begins with #."
)

// mistakes are tried in turn.
var mistakes = []mistake{
	{
		hcl: "Invalid expression", line: regexp.MustCompile(`=[ \t]*((\pN[\pN_.]*)[ \t]*%)`), summary: "Percent sign",
		detail: "A number stands alone, without a sign or a unit: $2.", instead: "$2",
	},
	{
		line: regexp.MustCompile(`=[ \t]*(\(([^()]*,[^()]*)\))`), summary: "List in round brackets",
		detail: "A list stands in square brackets: [$2].", instead: "[$2]",
	},
	{
		hcl: "Invalid character", line: regexp.MustCompile(`(;)`),
		summary: "Semicolon", detail: "A line ends without a sign. Attributes and blocks stand on lines of their own.",
	},
	{
		line: regexp.MustCompile(`(([\pL_][\pL\pN_-]*)[ \t]*:)[ \t]*"[^"]*"[ \t]*\{`), summary: "Colon after a block's word",
		detail: "A block is its word, its names in quotes, and braces. Leave out the colon.", instead: "$2",
	},
	{
		line: regexp.MustCompile(`^[ \t]*(([\pL_][\pL\pN_-]*)[ \t]*:)`), word: (*Grammar).isBlockOnly, summary: "Colon after a block's word",
		detail: "$2 begins a block: its word, its names in quotes if it has any, and braces around what is in it.",
	},
	{
		line: regexp.MustCompile(`("?([\pL_][\pL\pN_-]*)"?[ \t]*(?::=?|==|=>|->|:-))`), summary: "Equals sign that is missing",
		detail: "An attribute is written with one equals sign: $2 = ….", instead: "$2 =",
	},
	{
		hcl: "Missing item separator", line: regexp.MustCompile(`^[ \t]*([\pL_][\pL\pN_-]*)[ \t]*=`),
		summary: "List that isn't closed", detail: "The list above goes on until ], which isn't there. Put it at the list's end.",
	},
	{
		hcl: "Missing item separator", line: regexp.MustCompile(`(["\pL\pN_\[{])`), summary: "Comma that is missing",
		detail: "Items of a list have commas between them.", instead: ", $1",
	},
	{
		hcl: "Missing attribute separator", line: regexp.MustCompile(`(["\pL\pN_])`), summary: "Comma that is missing",
		detail: "Items of an object have commas between them, or stand on lines of their own.", instead: ", $1",
	},
	{
		hcl: "Missing argument separator", line: regexp.MustCompile(`(.)`), summary: "Bracket that isn't closed",
		detail: "The arguments of a function have commas between them and end with ).",
	},
	{
		hcl: "Invalid expression", line: regexp.MustCompile(`=[ \t]*(([./~@][^\s"{}()]*))`), summary: "Text without quotes",
		detail: "Only numbers, true, false and names such as var.x stand without quotes. Write \"$2\".", instead: `"$2"`,
	},
	{
		hcl: "Invalid character", line: regexp.MustCompile(`=[ \t]*(([^\s"{}()]+))`), summary: "Text without quotes",
		detail: "Only numbers, true, false and names such as var.x stand without quotes. Write \"$2\".", instead: `"$2"`,
	},
	{
		line:    regexp.MustCompile(`(?:^|\{)[ \t]*[\pL_][\pL\pN_-]*[ \t]*=[ \t]*((\pN+[ \t]*\pL[\pL\pN ]*?|[\pL_][\pL\pN_]*(?: [\pL\pN_]+)+))[ \t]*}?[ \t]*(?:#.*)?$`),
		summary: "Text without quotes", detail: "Only numbers, true, false and names such as var.x stand without quotes. Write \"$2\".", instead: `"$2"`,
	},
	{
		hcl: "Invalid block definition", line: regexp.MustCompile(`^([\pL_][\pL\pN_-]*(?:[ \t]+"[^"]*")*)[ \t]*(?:#.*)?$`), summary: "Brace that is missing",
		detail: "A block goes on with { on the line of its word: $1 {.",
	},
	{
		hcl: "Invalid block definition", line: regexp.MustCompile(`^[ \t]+(([\pL_][\pL\pN_-]*)[ \t]+("[^"]*"|[\pL\pN.]+))[ \t]*(?:#.*)?$`),
		summary: "Equals sign that is missing", detail: "An attribute is written $2 = $3. A block goes on with { on the same line.", instead: "$2 = $3",
	},
	{
		hcl: "Invalid block definition", line: regexp.MustCompile(`^[ \t]*([^ \t#][^#]*?)[ \t]*(?:#.*)?$`), summary: neither, detail: neitherDetail,
	},
	{
		hcl: "Unexpected comma", line: regexp.MustCompile(`(,)`),
		summary: "Comma after an attribute", detail: "Attributes stand on lines of their own, without commas between them.",
	},
	{
		hcl: "Invalid single-argument block", line: regexp.MustCompile(`(.)`),
		summary: "Several attributes on one line", detail: "A block on one line has one attribute and ends there. Put each attribute on a line of its own, and the closing brace too.",
	},
	{
		hcl: "Unclosed configuration block", line: regexp.MustCompile(`(\{)`),
		summary: "Block that isn't closed", detail: "Nothing closes the brace that opens here, or one inside of it. Put } on a line of its own where the block ends.",
	},
	{
		hcl: "Argument or block definition required", line: regexp.MustCompile(`^[ \t]*(\})`),
		summary: "Brace that closes nothing", detail: "Every block that begins with { is closed before. Delete this brace, or look for one that is missing above.",
	},
	{
		hcl: "Argument or block definition required", line: regexp.MustCompile(`^[ \t]*(\{)`),
		summary: "Brace without a block's word", detail: "A brace stands on the line of the word that it belongs to. If this is JSON, the name of the file has to end with .hcl.json.",
	},
	{
		hcl:     "Argument or block definition required",
		line:    regexp.MustCompile(`^[ \t]*(([\pL_][\pL\pN_-]*)[ \t]+([\pN.]+|true|false))[ \t]*(?:#.*)?$`),
		summary: "Equals sign that is missing", detail: "An attribute is written $2 = $3.", instead: "$2 = $3",
	},
	{
		hcl: "Argument or block definition required", line: regexp.MustCompile(`^[ \t]*([^ \t]+)`), summary: neither, detail: neitherDetail,
	},
	{
		hcl: "Argument definition required", line: regexp.MustCompile(`([\pL_][\pL\pN_-]*)`),
		summary: "Block inside of a line", detail: "A block on one line can't have another one inside. Put $1 on lines of its own.",
	},
	{
		hcl: "Unclosed template interpolation", line: regexp.MustCompile(`("[^"]*\$\{)`),
		summary: "Bracket that isn't closed", detail: "A value that is known at load begins with ${ and ends with }.",
	},
	{
		hcl: "Invalid expression", line: regexp.MustCompile(`(([\pL_][\pL\pN_-]*)[ \t]*=)[ \t]*(?:#.*)?$`),
		summary: "Value that is missing", detail: "After the equals sign comes a value, on the same line.",
	},
}

// knownMistake finds the mistake at a byte of a line, and where its line matches.
func (g *Grammar) knownMistake(d *hcl.Diagnostic, line string, at int) (m mistake, match []int, ok bool) {
	for _, m := range mistakes {
		if !strings.HasPrefix(d.Summary, m.hcl) {
			continue
		}
		for _, blanks := range []int{0, blanksBefore(line, at)} {
			all := m.line.FindAllStringSubmatchIndex(line, -1)
			i := slices.IndexFunc(all, func(match []int) bool { return match[2] <= at-blanks && at-blanks < match[3] })
			if i >= 0 && (m.word == nil || m.word(g, line[all[i][4]:all[i][5]], line[all[i][3]:])) {
				return m, all[i], true
			}
		}
	}
	return mistake{}, nil, false
}

// isBlockOnly reports whether a word begins a block and can't be an attribute's name, which would have a value.
func (g *Grammar) isBlockOnly(word, rest string) bool {
	return g.beginsBlock(word) && (!g.namesAttribute(word) || strings.TrimSpace(rest) == "")
}

// blanksBefore is how many bytes to go back from a place to what stands before it: HCL can stumble after
// what is wrong.
func blanksBefore(line string, at int) int {
	at = min(at, len(line))
	return at - len(strings.TrimRight(line[:at], " \t")) + 1
}

// openingQuote matches text whose quote at its end is the only one.
var openingQuote = regexp.MustCompile(`=[ \t]*([^"=]+)"$`)

// unclosedQuote is where the quote that opens last on a line stands, when nothing closes it; -1 else.
func unclosedQuote(line string) int {
	open := -1
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && open >= 0:
			i++
		case line[i] == '"' && open >= 0:
			open = -1
		case line[i] == '"':
			open = i
		case open < 0 && (line[i] == '#' || strings.HasPrefix(line[i:], "//")):
			return -1
		}
	}
	return open
}

// heredocs is where a text of several lines begins, with the word that ends it.
var heredocs = regexp.MustCompile(`<<-?([\pL_][\pL\pN_-]*)[ \t]*\r?\n`)

// unclosedHeredoc is the last heredoc of a text when nothing closes it; nil else.
func unclosedHeredoc(src string) []int {
	all := heredocs.FindAllStringSubmatchIndex(src, -1)
	for _, found := range slices.Backward(all) {
		word := src[found[2]:found[3]]
		if !regexp.MustCompile(`(?m)^[ \t]*` + regexp.QuoteMeta(word) + `[ \t]*\r?$`).MatchString(src[found[1]:]) {
			return found
		}
	}
	return nil
}
