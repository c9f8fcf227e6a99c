package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newTasksCommand() *cobra.Command {
	var f clientFlags
	var account, run, status string
	var most int
	c := &cobra.Command{
		Use:   "tasks",
		Short: "List tasks for people, show or complete one",
		Long: `Tasks lists what playbooks ask people to do: open tasks unless --status says otherwise,
in order of their creation, with the questions that each asks. With --output json the answer is the engine's own.`,
		Example: `  tend tasks
  tend tasks --account acme --status all
  tend tasks show t-4f2a
  tend tasks complete t-4f2a cause=product`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			query := filter("account", account, "run", run, "status", strings.TrimPrefix(status, "all"))
			list, err := collect[api.Task](c.Context(), cl, most, query, "v1", "tasks")
			if err != nil {
				return err
			}
			return p.tasks(list)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&account, "account", "", "only of this account")
	c.Flags().StringVar(&run, "run", "", "only of this run")
	limit(c, &most)
	oneOf(c, c.Flags(), &status, "status", "open", "only of this status: open, completed or all", "open", "completed", "all")
	c.AddCommand(newTasksShowCommand(&f), newTasksCompleteCommand(&f))
	return c
}

func newTasksShowCommand(f *clientFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a task with its text and its questions",
		Long:  `Show tells all of a task: what is to be done and by when, who asks, and what it asks.`,
		Example: `  tend tasks show t-4f2a
  tend tasks show t-4f2a --output json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.completeIDs(filter(), "v1", "tasks"),
		RunE: func(c *cobra.Command, args []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var t api.Task
			if err := cl.get(c.Context(), &t, nil, "v1", "tasks", args[0]); err != nil {
				return err
			}
			return p.task(t)
		},
	}
}

func newTasksCompleteCommand(f *clientFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "complete ID [question=answer…]",
		Short: "Complete a task, with answers to what it asks",
		Long: `Complete records that a task is done; the run that waits for it goes on. The same answers
again change nothing; other answers to a completed task are refused with status 1.`,
		Example: `  tend tasks complete t-4f2a
  tend tasks complete t-4f2a cause=product`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: f.completeIDs(filter("status", "open"), "v1", "tasks"),
		RunE: func(c *cobra.Command, args []string) error {
			answers, err := pairs(args[1:])
			if err != nil {
				return err
			}
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var t api.Task
			if err := cl.post(c.Context(), api.Completion{Answers: answers}, &t, "v1", "tasks", args[0], "complete"); err != nil {
				return err
			}
			if p.json {
				return p.document(t)
			}
			return p.line("Completed: %s", plain(t.Title))
		},
	}
}

func (p *printer) tasks(list api.List[api.Task]) error {
	if p.json {
		return p.document(list)
	}
	var rows [][]string
	for _, t := range list.Items {
		rows = append(rows, []string{t.ID, t.Account, t.Title, t.Assignee, p.instant(t.Due), t.Status, answers(t)})
	}
	return p.table("No tasks.", []string{"ID", "account", "title", "assignee", "due", "status", "answers"}, rows)
}

func (p *printer) task(t api.Task) error {
	if p.json {
		return p.document(t)
	}
	err := p.fields(
		[2]string{"Task", t.ID}, [2]string{"Title", t.Title}, [2]string{"Account", t.Account},
		[2]string{"Playbook", t.Playbook}, [2]string{"Run", t.Run}, [2]string{"Step", t.Step},
		[2]string{"Assignee", t.Assignee}, [2]string{"Due", p.instant(t.Due)}, [2]string{"Status", t.Status},
		[2]string{"Created", p.instant(&t.Created)}, [2]string{"Completed", p.instant(t.Completed)},
		[2]string{"Answers", answers(t)},
	)
	if err != nil || t.Body == "" {
		return err
	}
	if err := p.line(""); err != nil {
		return err
	}
	for text := range strings.Lines(t.Body) {
		if err := p.line("%s", plain(strings.TrimRight(text, "\r\n"))); err != nil {
			return err
		}
	}
	return nil
}

// answers returns what a task was answered, or what it asks: "cause=price" or "cause=price|people".
func answers(t api.Task) string {
	var parts []string
	if t.Status == "completed" {
		for _, q := range slices.Sorted(maps.Keys(t.Answers)) {
			parts = append(parts, q+"="+t.Answers[q])
		}
		return strings.Join(parts, " ")
	}
	for _, q := range slices.Sorted(maps.Keys(t.Questions)) {
		options := strings.Join(t.Questions[q], "|")
		if options == "" {
			options = "…"
		}
		parts = append(parts, q+"="+options)
	}
	return strings.Join(parts, " ")
}
