package email

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// Text is the Markdown tidied for reading as it stands: lines end without blanks, and never more than
// one empty line stands between two others.
func Text(markdown string) string {
	var out []string
	empty := true // so that leading empty lines are dropped
	for line := range strings.Lines(normal(markdown)) {
		line = strings.TrimRight(line, " \t\n")
		if line == "" && empty {
			continue
		}
		empty = line == ""
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// HTML renders the Markdown as a small document. HTML in the source is shown as text, for it may come
// from a customer's own data; links go to http, https, mailto and tel only, and lose their target
// otherwise; images become links to what they would show, as mail is read without them.
func HTML(markdown string) (string, error) {
	var body bytes.Buffer
	if err := converter().Convert([]byte(normal(markdown)), &body); err != nil {
		return "", err
	}
	return "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n" + body.String() + "</body>\n</html>\n", nil
}

func normal(markdown string) string {
	markdown = strings.ToValidUTF8(markdown, "\uFFFD")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(markdown)
}

// converter is goldmark without the two parsers that know HTML: what they would have passed through is
// ordinary text to the others, and is escaped like it.
func converter() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())...),
			parser.WithInlineParsers(without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			parser.WithASTTransformers(util.Prioritized(safeLinks{}, 1000), util.Prioritized(joinedLines{}, 1001)),
		)),
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
	)
}

func without(parsers []util.PrioritizedValue, unwanted any) []util.PrioritizedValue {
	var out []util.PrioritizedValue
	for _, p := range parsers {
		if p.Value != unwanted {
			out = append(out, p)
		}
	}
	return out
}
