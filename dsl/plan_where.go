package dsl

import (
	"fmt"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// Where compiles a condition over the facts of an account that isn't written in a file, such as an operator's
// filter. The error is a sentence about what is wrong with it, and where.
func (w *Workspace) Where(source string) (*Condition, error) {
	source = strings.TrimSpace(source)
	if source == "" {
		return nil, fmt.Errorf("the expression is empty: write one such as account.seats > 5")
	}
	program, problems := expression.Compile(source, w.asked, expression.Bool)
	for _, p := range problems {
		if !p.Warning {
			detail := p.Detail
			if p.Suggestion != "" && !strings.Contains(detail, p.Suggestion) {
				detail += fmt.Sprintf(" Did you mean %s?", p.Suggestion)
			}
			return nil, fmt.Errorf("%s at %q: %s", p.Summary, source[p.Start:p.End], detail)
		}
	}
	return &Condition{Program: program}, nil
}
