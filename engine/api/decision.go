package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Decision is the record of a trigger's occurrence: enrolled, put into the control group, or skipped with a reason;
// pending while it is held. Skips that repeat are one decision with a count.
type Decision struct {
	At       time.Time      `json:"at"`
	LastAt   time.Time      `json:"last_at" doc:"The latest repetition or, of what was pending, when it was last decided."`
	Count    int            `json:"count"`
	Account  string         `json:"account"`
	Contact  string         `json:"contact,omitempty"`
	Playbook string         `json:"playbook"`
	Key      string         `json:"key,omitempty" doc:"The value of the playbook's key, which tells its runs apart."`
	Trigger  string         `json:"trigger" doc:"The trigger's kind."`
	Outcome  string         `json:"outcome" enum:"enrolled,control,skipped,pending" doc:"control: enrolled in the control group, which is watched and left alone."`
	Reason   string         `json:"reason,omitempty" doc:"Which rule refused, as a word for programs."`
	Detail   string         `json:"detail,omitempty" doc:"A sentence for people."`
	Run      string         `json:"run,omitempty" doc:"The run that it started."`
	Values   map[string]any `json:"values,omitempty" doc:"What the trigger brings."`
	Cause    *Cause         `json:"cause,omitempty" doc:"The event that led to it, if one did."`
}

// Cause is an event by its source and ID.
type Cause struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

type decisionsInput struct {
	Page
	Account  string `query:"account" doc:"Of this account only."`
	Playbook string `query:"playbook" doc:"Of this playbook only."`
	Outcome  string `query:"outcome" enum:"enrolled,control,skipped,pending" doc:"Of this outcome only."`
}

type decisionsOutput struct{ Body List[Decision] }

func (s *server) registerDecisions(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "list-decisions", Method: http.MethodGet, Path: "/v1/decisions", Tags: []string{"decisions"},
		Summary:     "List decisions",
		Description: "Who was enrolled, who wasn't and why, and whose occurrence is kept to be asked again; oldest first.",
		Errors:      []int{http.StatusNotFound},
	}, s.listDecisions)
}

func (s *server) listDecisions(ctx context.Context, in *decisionsInput) (*decisionsOutput, error) {
	cursor, err := in.after("decisions")
	if err != nil {
		return nil, err
	}
	// A cursor that passed its check holds a number; empty parses to 0, the start.
	after, _ := strconv.ParseInt(cursor, 10, 64)
	q := store.DecisionQuery{
		Account: in.Account, Playbook: in.Playbook, Outcome: customer.Outcome(in.Outcome),
		After: after, Limit: in.Limit + 1,
	}
	var rows []store.DecisionRow
	err = s.engine.View(ctx, func(r store.Reader) error {
		rows, err = r.Decisions(q)
		return err
	})
	if err != nil {
		return nil, s.listFailed("list decisions", err)
	}
	if len(rows) == 0 {
		err := s.unknown(ctx, named{account: in.Account, playbook: in.Playbook}, func(r store.Reader) (bool, error) {
			all, err := r.Decisions(store.DecisionQuery{Playbook: in.Playbook, Limit: 1})
			return len(all) > 0, err
		})
		if err != nil {
			return nil, err
		}
	}
	key := func(d store.DecisionRow) string { return strconv.FormatInt(d.ID, 10) }
	return &decisionsOutput{Body: page("decisions", in.Limit, rows, key, decision)}, nil
}

func decision(d store.DecisionRow) Decision {
	out := Decision{
		At: d.At.UTC(), LastAt: d.LastAt.UTC(), Count: d.Count,
		Account: d.Account, Contact: d.Contact, Playbook: d.Playbook, Key: d.Key, Trigger: d.Trigger,
		Outcome: string(d.Outcome), Reason: string(d.Reason), Detail: d.Detail, Values: d.Values,
	}
	if d.Outcome == customer.Enrol {
		out.Run = customer.RunID(d.Occurrence)
	}
	if d.CauseID != "" {
		out.Cause = &Cause{Source: d.CauseSource, ID: d.CauseID}
	}
	return out
}
