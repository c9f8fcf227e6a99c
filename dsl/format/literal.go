package format

import (
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// literal is a string or a heredoc with its expression in the usual form. Where its text isn't what it
// means byte by byte, because of escapes, it is left as it is.
func literal(written, indent string) string {
	if heredoc := strings.HasPrefix(written, "<<"); heredoc {
		return heredocOf(written, indent)
	}
	if len(written) < 2 || strings.ContainsAny(written, `\$%`) {
		return written
	}
	return `"` + expression.Format(written[1:len(written)-1]) + `"`
}

// heredocOf is a heredoc whose lines stand two columns to the right of its attribute, if HCL takes the
// indentation away again.
func heredocOf(written, indent string) string {
	head, rest, _ := strings.Cut(written, "\n")
	end := strings.LastIndexByte(strings.TrimRight(rest, "\r\n"), '\n') + 1
	body, marker := rest[:end], rest[end:]
	if strings.Contains(body, "${") || strings.Contains(body, "%{") {
		return written
	}
	formatted := expression.Format(body)
	if strings.HasPrefix(head, "<<-") {
		formatted = reindent(formatted, indent+"  ")
		marker = indent + strings.TrimLeft(marker, " \t")
	}
	if meaning(formatted) != meaning(body) {
		return written
	}
	return head + "\n" + formatted + marker
}

// meaning is the same for expressions that are read the same.
func meaning(body string) string { return expression.Canonical(strings.TrimSpace(body)) }

// reindent moves lines together, so that the leftmost of them begins with indent. Lines that are
// indented with tabs are left where they are, as nobody knows how wide a tab is.
func reindent(body, indent string) string {
	lines := strings.SplitAfter(body, "\n")
	least := -1
	for _, line := range lines {
		text := strings.TrimLeft(line, " ")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if strings.HasPrefix(text, "\t") {
			return body
		}
		if width := len(line) - len(text); least < 0 || width < least {
			least = width
		}
	}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[i] = strings.TrimLeft(line, " \t")
			continue
		}
		lines[i] = indent + line[least:]
	}
	return strings.Join(lines, "")
}
