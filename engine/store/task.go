package store

import "time"

// Task is a piece of work for a person.
type Task struct {
	ID       string `json:"id"`
	Account  string `json:"account"`
	Run      string `json:"run"`
	Step     string `json:"step"`
	Playbook string `json:"playbook"`
	Title    string `json:"title"`
	Body     string `json:"body,omitempty"`
	// Assignee is a person's address; empty means the team's lead.
	Assignee string `json:"assignee,omitempty"`
	// Due is when it should be done, zero when it doesn't say.
	Due time.Time `json:"due,omitzero"`
	// Questions is what must be answered on completion, each with the answers to choose from.
	Questions map[string][]string `json:"questions,omitempty"`
	// Status is "open" or "completed"; Answers is what was chosen.
	Status      string            `json:"status"`
	Answers     map[string]string `json:"answers,omitempty"`
	CreatedAt   time.Time         `json:"created_at"`
	CompletedAt time.Time         `json:"completed_at,omitzero"`
}

// TaskQuery selects tasks in the order in which they were created. Empty fields don't restrict.
type TaskQuery struct {
	Status, Account, Run string
	// After is the ID of the last task seen; ErrNotFound when there is no such task.
	After string
	Limit int
}
