package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// Playbook is a playbook as it is in force.
type Playbook struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Owner       string   `json:"owner,omitempty"`
	Tags        []string `json:"tags" nullable:"false"`
	Priority    int      `json:"priority"`
	Mode        string   `json:"mode" enum:"live,draft,dry_run,paused" doc:"The mode that is written in the file."`
	Per         string   `json:"per" enum:"account,contact" doc:"Whom it enrols."`
	Paused      *Pause   `json:"paused" doc:"An operator's pause; null: none."`
	Running     int      `json:"running" doc:"How many runs are in progress."`
}

// Pause is an operator's pause of a playbook.
type Pause struct {
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

// Switch is why a playbook is paused or resumed, and who requests it.
type Switch struct {
	Reason string `json:"reason,omitempty" nullable:"true" maxLength:"500" doc:"A line for people; it is told with each occurrence that is refused."`
	By     string `json:"by,omitempty" nullable:"true" maxLength:"500" doc:"Who asks for it."`
}

type playbooksInput struct{ Page }

type playbooksOutput struct{ Body List[Playbook] }

type playbookInput struct {
	Playbook string `path:"playbook" doc:"The playbook's name."`
}

type switchInput struct {
	Playbook string `path:"playbook" doc:"The playbook's name."`
	Body     Switch
}

type playbookOutput struct{ Body Playbook }

func (s *server) registerPlaybooks(api huma.API) {
	tags := []string{"playbooks"}
	register(s, api, huma.Operation{
		OperationID: "list-playbooks", Method: http.MethodGet, Path: "/v1/playbooks", Tags: tags,
		Summary: "List playbooks", Description: "Those in force, in order of their names.",
	}, s.listPlaybooks)
	register(s, api, huma.Operation{
		OperationID: "get-playbook", Method: http.MethodGet, Path: "/v1/playbooks/{playbook}", Tags: tags,
		Summary: "Show a playbook", Description: "With its pause and how many runs are in progress.",
		Errors: []int{http.StatusNotFound},
	}, s.getPlaybook)
	register(s, api, switching("pause", "Pause a playbook",
		"Nobody is enrolled in it until it is resumed, over restarts and new versions of the playbooks; runs in progress go on. One that is paused stays as it is."),
		s.setPause(Engine.Pause))
	register(s, api, switching("resume", "Resume a paused playbook",
		"What its triggers met during the pause is decided: nothing fires from resuming, and only what its hold has kept is asked again. One that isn't paused stays as it is."),
		s.setPause(Engine.Resume))
}

func switching(verb, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: verb + "-playbook", Method: http.MethodPost, Path: "/v1/playbooks/{playbook}/" + verb, Tags: []string{"playbooks"},
		Summary: summary, Description: description,
		Errors: []int{http.StatusNotFound},
	}
}

func (s *server) listPlaybooks(ctx context.Context, in *playbooksInput) (*playbooksOutput, error) {
	after, err := in.after("playbooks")
	if err != nil {
		return nil, err
	}
	all, err := s.engine.Playbooks(ctx)
	if err != nil {
		return nil, s.failed("list playbooks", err)
	}
	for len(all) > 0 && all[0].Name <= after {
		all = all[1:]
	}
	key := func(p engine.PlaybookView) string { return p.Name }
	return &playbooksOutput{Body: page("playbooks", in.Limit, all, key, playbook)}, nil
}

func (s *server) getPlaybook(ctx context.Context, in *playbookInput) (*playbookOutput, error) {
	p, err := s.engine.Playbook(ctx, in.Playbook)
	if err != nil {
		return nil, s.playbookFailed(in.Playbook, "show the playbook", err)
	}
	return &playbookOutput{Body: playbook(p)}, nil
}

// setPause handles a pause or its end.
func (s *server) setPause(do func(Engine, context.Context, string, string, string) (engine.PlaybookView, error)) func(context.Context, *switchInput) (*playbookOutput, error) {
	return func(ctx context.Context, in *switchInput) (*playbookOutput, error) {
		p, err := do(s.engine, ctx, in.Playbook, in.Body.Reason, in.Body.By)
		if err != nil {
			return nil, s.playbookFailed(in.Playbook, "change the playbook", err)
		}
		return &playbookOutput{Body: playbook(p)}, nil
	}
}

// playbookFailed returns the answer for an unknown playbook, or for another failure of the call.
func (s *server) playbookFailed(name, what string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return s.noPlaybook(name)
	}
	return s.failed(what, err)
}

func (s *server) noPlaybook(name string) error {
	return problem(http.StatusNotFound, "there is no playbook %q%s", name, suggestion(name, names(s.engine.Workspace().Playbooks)))
}

func playbook(p engine.PlaybookView) Playbook {
	out := Playbook{
		Name: p.Name, Description: p.Description, Owner: p.Owner, Tags: append([]string{}, p.Tags...),
		Priority: p.Priority, Mode: string(p.Mode), Per: "account", Running: p.Running,
	}
	if p.PerContact {
		out.Per = "contact"
	}
	if p.Pause != nil {
		out.Paused = &Pause{At: p.Pause.At.UTC(), By: p.Pause.By, Reason: p.Pause.Reason}
	}
	return out
}
