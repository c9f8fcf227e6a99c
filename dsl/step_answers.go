package dsl

import (
	"fmt"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// answers decodes questions with their answers, which become results of the step.
func (a *argument) answers(v any) any {
	questions, ok := v.(map[string]any)
	if !ok {
		a.wrong("questions with their answers")
		return nil
	}
	for _, question := range names(questions) {
		choices, ok := choices(questions[question])
		if !ok {
			a.wrong("questions with their answers")
			return nil
		}
		questions[question] = choices
		a.question(question, choices)
	}
	return questions
}

func (a *argument) question(name string, answers []any) {
	if _, taken := a.step.result[name]; taken {
		a.l.Errorf(diag.CodeReserved, a.where, "Question with a taken name", "A step has a result %q already; give the question another name.", name)
		return
	}
	t := expression.String
	for _, answer := range answers {
		t.Values = append(t.Values, fmt.Sprint(answer))
	}
	if a.step.b.has("wait") {
		a.step.result[name] = t
	} else {
		a.step.unanswered(name)
	}
}

// choices is a question's answers as a list of plain strings.
func choices(v any) ([]any, bool) {
	items, ok := v.([]any)
	if !ok {
		return nil, false
	}
	all := make([]any, 0, len(items))
	for _, item := range items {
		if t, isText := item.(*text); isText {
			item = t.value
		}
		if _, isString := item.(string); !isString {
			return nil, false
		}
		all = append(all, item)
	}
	return all, true
}
