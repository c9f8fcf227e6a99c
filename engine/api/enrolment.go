package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// EnrolmentRequest asks to enrol customers: those that are named, or those that satisfy a condition.
type EnrolmentRequest struct {
	Request string   `json:"request,omitempty" nullable:"true" maxLength:"200" doc:"An ID of the request's own: the same one again enrols nobody twice, also for the next pages of a filter. A preview needs none."`
	Members []Member `json:"members,omitempty" nullable:"true" maxItems:"500" doc:"Who is to be enrolled."`
	Where   string   `json:"where,omitempty" nullable:"true" maxLength:"10000" doc:"Instead of members: a condition over the facts of accounts, such as metric.visits == 0; whoever satisfies it now."`
	Cursor  string   `json:"cursor,omitempty" nullable:"true" doc:"Where a filter goes on: the next of the answer before."`
	Limit   int      `json:"limit,omitempty" nullable:"true" minimum:"1" maximum:"500" default:"200" doc:"At how many accounts a filter looks in one call."`
	Preview bool     `json:"preview,omitempty" nullable:"true" doc:"Say what would be decided of each and why, in the order in which it would be, and change nothing. The parts of a filter know of the places that those before have given."`
	By      string   `json:"by,omitempty" nullable:"true" maxLength:"500" doc:"Who asks; trigger.by of the run."`
	Note    string   `json:"note,omitempty" nullable:"true" maxLength:"500" doc:"A line to it; trigger.note of the run."`
}

// Member is an account, or a contact of one for a playbook that enrols contacts.
type Member struct {
	Account string `json:"account" minLength:"1"`
	Contact string `json:"contact,omitempty" nullable:"true"`
}

// Enrolment is the outcome of a request for one member.
type Enrolment struct {
	Account  string `json:"account"`
	Contact  string `json:"contact,omitempty"`
	Outcome  string `json:"outcome,omitempty" doc:"What was decided, or in a preview would be; absent: nothing, and problem says why."`
	Reason   string `json:"reason,omitempty" doc:"Which rule refused, as a word for programs."`
	Detail   string `json:"detail,omitempty" doc:"A sentence for people."`
	Run      string `json:"run,omitempty" doc:"The run that was started."`
	Repeated bool   `json:"repeated,omitempty" doc:"The request was made before: this is what was decided then."`
	Problem  string `json:"problem,omitempty" doc:"Why nothing was decided, as a sentence."`
}

// Enrolments is the outcome of a request, or of a part of a filter.
type Enrolments struct {
	Items  []Enrolment `json:"items" nullable:"false"`
	Next   *string     `json:"next" doc:"The cursor with which the filter goes on; null: it has looked at every account."`
	Looked int         `json:"looked" doc:"At how many accounts it has looked."`
}

type enrolInput struct {
	Playbook string `path:"playbook" doc:"The playbook's name."`
	Body     EnrolmentRequest
}

type enrolOutput struct{ Body Enrolments }

func (s *server) registerEnrolments(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "enrol", Method: http.MethodPost, Path: "/v1/playbooks/{playbook}/enrolments", Tags: []string{"playbooks"},
		Summary: "Enrol customers by hand",
		Description: "Fires the playbook's trigger \"manual\" for each: all rules of enrolment are asked, and one decision is recorded. " +
			"A filter looks at a part of the accounts in each call: send the same request with its next until that is null.",
		Errors: []int{http.StatusNotFound},
	}, s.enrol)
}

func (s *server) enrol(ctx context.Context, in *enrolInput) (*enrolOutput, error) {
	part, err := s.members(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	r := engine.EnrolmentRequest{
		ID: in.Body.Request, Playbook: in.Playbook, By: in.Body.By, Note: in.Body.Note, Preview: in.Body.Preview, Given: part.given,
	}
	done, err := s.engine.Enrol(ctx, r, part.members)
	if err != nil {
		return nil, s.playbookFailed(in.Playbook, "enrol", err)
	}
	for _, one := range done {
		if one.Decision != nil && one.Decision.Outcome == customer.Enrol && !one.Repeated {
			part.given++
		}
		part.out.Items = append(part.out.Items, enrolment(one, in.Body.Preview))
	}
	if part.next != "" {
		next := encodeCursor("enrolments", fmt.Sprintf("%d %s", part.given, part.next))
		part.out.Next = &next
	}
	return &enrolOutput{Body: part.out}, nil
}

// enrolmentPart is the members of one call, with what is known of its answer before they are enrolled.
type enrolmentPart struct {
	members []engine.Member
	out     Enrolments
	// given is how many runs the parts before began, or would in a preview; next is where a filter continues.
	given int
	next  string
}

// members returns the members that a request names, or those in a part of the accounts that satisfy its condition.
func (s *server) members(ctx context.Context, r EnrolmentRequest) (enrolmentPart, error) {
	part := enrolmentPart{out: Enrolments{Items: []Enrolment{}, Looked: len(r.Members)}}
	for _, m := range r.Members {
		part.members = append(part.members, engine.Member(m))
	}
	switch {
	case (len(r.Members) > 0) == (r.Where != ""):
		return part, problem(http.StatusUnprocessableEntity, "body: name either \"members\", or with \"where\" a condition over their facts")
	case r.Where == "":
		return part, nil
	}
	cursor, err := Page{Cursor: r.Cursor}.after("enrolments")
	if err != nil {
		return part, err
	}
	// A cursor that passed its check has both parts; an empty one gives 0 and "", the start.
	given, after, _ := strings.Cut(cursor, " ")
	part.given, _ = strconv.Atoi(given)
	selected, err := s.engine.Select(ctx, r.Where, after, r.Limit)
	if err != nil {
		return part, s.failed("select accounts", err)
	}
	for _, account := range selected.Accounts {
		part.members = append(part.members, engine.Member{Account: account})
	}
	for _, failed := range selected.Problems {
		part.out.Items = append(part.out.Items, enrolment(failed, true))
	}
	part.out.Looked, part.next = selected.Scanned, selected.Next
	return part, nil
}

func enrolment(e engine.Enrolment, preview bool) Enrolment {
	out := Enrolment{Account: e.Account, Contact: e.Contact, Repeated: e.Repeated, Problem: e.Problem}
	if d := e.Decision; d != nil {
		out.Outcome, out.Reason, out.Detail = string(d.Outcome), string(d.Reason), d.Detail
		if d.Outcome == customer.Enrol && !preview {
			out.Run = customer.RunID(d.Occurrence)
		}
	}
	return out
}
