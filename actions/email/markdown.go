package email

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"github.com/tendhq/tend/actions"
)

// render makes the two forms of a mail's body. Its values are text in both: in HTML they are escaped, and
// line breaks are all that they bring; in a link's target they are percent-encoded.
func render(body actions.Markdown) (text, html string, err error) {
	p := newPlaces(body)
	var out bytes.Buffer
	if err := converter(util.Prioritized(safeLinks{p}, 1000), util.Prioritized(joinedLines{p}, 1001)).Convert(p.source, &out); err != nil {
		return "", "", err
	}
	return tidy(p.fillText(p.source)), frame(p.fillHTML(out.String())), nil
}

// tidy is Markdown for reading as it stands: lines end without blanks, and never more than one empty line
// stands between two others.
func tidy(markdown string) string {
	var out []string
	empty := true // so that leading empty lines are dropped
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, " \t\n")
		if line == "" && empty {
			continue
		}
		empty = line == ""
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

func frame(body string) string {
	return "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n" + body + "</body>\n</html>\n"
}

func normal(markdown string) string {
	markdown = strings.ToValidUTF8(markdown, "\uFFFD")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(markdown)
}

// converter is goldmark without the two parsers that know HTML: what they would have passed through is
// ordinary text to the others, and is escaped like it. Links go to http, https, mailto and tel only, and lose
// their target otherwise; images become links to what they would show, as mail is read without them.
func converter(transformers ...util.PrioritizedValue) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())...),
			parser.WithInlineParsers(without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			parser.WithASTTransformers(transformers...),
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
