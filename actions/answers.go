package actions

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Answers is the Go type of arguments of kind KindAnswers: each question with the answers that are
// allowed, none for free text.
type Answers map[string][]string

// UnmarshalJSON reads an object of lists of strings. Questions and answers must not be blank, and an
// answer must not be offered twice.
func (a *Answers) UnmarshalJSON(raw []byte) error {
	var questions map[string][]string
	if err := json.Unmarshal(raw, &questions); err != nil {
		return errors.New("answers are an object of lists of strings, such as {\"cause\": [\"price\", \"product\"]}")
	}
	for _, question := range slices.Sorted(maps.Keys(questions)) {
		if err := checkQuestion(question, questions[question]); err != nil {
			return err
		}
	}
	*a = questions
	return nil
}

// Questions returns the names of the questions in alphabetical order.
func (a Answers) Questions() []string { return slices.Sorted(maps.Keys(a)) }

func checkQuestion(question string, allowed []string) error {
	if Blank(question) {
		return errors.New("a question of the answers has no name")
	}
	seen := make(map[string]bool, len(allowed))
	for _, answer := range allowed {
		if Blank(answer) {
			return fmt.Errorf("the question %q offers a blank answer", question)
		}
		if seen[answer] {
			return fmt.Errorf("the question %q offers the answer %q twice", question, answer)
		}
		seen[answer] = true
	}
	return nil
}
