package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Why is where an account stands with a playbook at an instant.
type Why struct {
	Account  string    `json:"account"`
	Playbook string    `json:"playbook"`
	Contact  string    `json:"contact,omitempty" doc:"The contact whom the question names."`
	Key      string    `json:"key,omitempty" doc:"The value of the playbook's key that the question names."`
	At       time.Time `json:"at" doc:"The instant that the answer is about."`
	Summary  string    `json:"summary" doc:"The answer in a sentence or two, for people."`
	// Triggers is one for each trigger; when a trigger fired at this instant, one for each occurrence.
	Triggers  []WhyTrigger `json:"triggers" nullable:"false" doc:"Where the account stands with each trigger, and what the rules say."`
	Goals     []WhyGoal    `json:"goals" nullable:"false" doc:"The last goals of the account's enrolments in the playbook, newest first."`
	LooksAt   *time.Time   `json:"looks_at" doc:"When the account is looked at next without an event; null: never."`
	Decisions []Decision   `json:"decisions" nullable:"false" doc:"The last decisions until then, newest first."`
	Notes     []string     `json:"notes" nullable:"false" doc:"What the answer can't know, a sentence each."`
}

// WhyTrigger is one trigger of a playbook.
type WhyTrigger struct {
	Kind      string    `json:"kind"`
	Place     string    `json:"place" doc:"Where it is written: file, line and column."`
	Waits     string    `json:"waits" doc:"When it fires, as a sentence."`
	State     string    `json:"state" doc:"Where the account is, in sentences."`
	Facts     []WhyFact `json:"facts" nullable:"false" doc:"The same for programs: how far it is from firing, where that is a number."`
	Condition *WhyPart  `json:"condition" doc:"The expression that it watches, part by part; null: it watches none."`
	// Decided is the decision that is explained.
	Decided *WhyDecision `json:"decided" doc:"What was decided when it fired at this instant; null: it didn't, and the rules are asked as if it had."`
	Rules   []WhyRule    `json:"rules" nullable:"false" doc:"Every rule of enrolment, in the order in which they are asked."`
	Next    *WhyDecision `json:"next" doc:"What will be decided when it next fires or what waits is asked again, if nothing changes before then and no run ends; null: it won't without an event, as far as could be looked ahead."`
}

// WhyGoal is a goal of one enrolment, with a run or in the control group.
type WhyGoal struct {
	Goal    string     `json:"goal"`
	Group   string     `json:"group" enum:"treated,control" doc:"control: it is watched and left alone."`
	Started time.Time  `json:"started" doc:"When the enrolment began."`
	Until   time.Time  `json:"until" doc:"When its time is over."`
	Outcome string     `json:"outcome" enum:"watched,reached,missed,already,lost" doc:"already: it was true at the start. lost: nobody can tell any more."`
	At      *time.Time `json:"at" doc:"When it ended so; null: it is watched."`
	Detail  string     `json:"detail,omitempty" doc:"A sentence for people."`
	// Condition is given for a goal that is tracked now.
	Condition *WhyPart `json:"condition" doc:"What its expression makes of the facts now, part by part; null: it has ended, or waits for an event."`
}

// WhyRule is the verdict of one rule of enrolment.
type WhyRule struct {
	Rule      string     `json:"rule" doc:"The rule, as a word for programs."`
	Verdict   string     `json:"verdict" enum:"passed,refused,open,not_reached" doc:"open: it depends on what the trigger brings. not_reached: an earlier rule refused."`
	Reason    string     `json:"reason,omitempty" doc:"The decision's reason, when the rule refused."`
	Detail    string     `json:"detail,omitempty" doc:"A sentence for people."`
	Until     *time.Time `json:"until" doc:"When the refusal ends by itself; null: it doesn't, or nobody can tell."`
	Condition *WhyPart   `json:"condition" doc:"The rule's condition, part by part; null: it has none."`
}

// WhyPart is a condition, or a part of one.
type WhyPart struct {
	Source   string    `json:"source"`
	Operator string    `json:"operator,omitempty" doc:"What joins its parts: &&, ||, ! or ?:."`
	Value    string    `json:"value" enum:"true,false,missing,error" doc:"missing: values are lacking on which it depends, which counts as a no."`
	Problem  string    `json:"problem,omitempty" doc:"Why it can't be evaluated."`
	Facts    []WhyFact `json:"facts,omitempty" nullable:"false" doc:"What it looked at."`
	Parts    []WhyPart `json:"parts,omitempty" nullable:"false"`
}

// WhyFact is a value that the condition read.
type WhyFact struct {
	Name  string `json:"name"`
	Value any    `json:"value" doc:"Null: missing."`
	Text  string `json:"text" doc:"The value for people, with its unit."`
}

// WhyDecision is a decision, taken or to come.
type WhyDecision struct {
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome" enum:"enrolled,control,skipped,pending"`
	Reason  string    `json:"reason,omitempty" doc:"Which rule refused, as a word for programs."`
	Detail  string    `json:"detail,omitempty" doc:"A sentence for people."`
	Again   bool      `json:"again,omitempty" doc:"The trigger fired earlier, and its occurrence was kept to be asked again."`
}

type whyInput struct {
	ID       string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	Playbook string `path:"playbook" doc:"The playbook's name."`
	Contact  string `query:"contact" doc:"Where the playbook enrols contacts: about this one only."`
	Key      string `query:"key" doc:"Where the playbook has a key: about this value of it only."`
	At       string `query:"at" doc:"An instant of the past, as RFC 3339 or without an offset in the workspace's zone: the answer is found by folding the account's log again, up to then. Without it, now. The time of a decision explains that decision."`
}

type whyOutput struct{ Body Why }

func (s *server) registerWhy(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "why", Method: http.MethodGet, Path: "/v1/accounts/{id}/why/{playbook}", Tags: []string{"decisions"},
		Summary: "Say why an account is, or isn't, in a playbook",
		Description: "What each trigger waits for and how far it is, what each rule says, each part of each condition with the values " +
			"that it looked at, what is next, and the last decisions. It changes nothing.",
		Errors: []int{http.StatusNotFound},
	}, s.getWhy)
}

func (s *server) getWhy(ctx context.Context, in *whyInput) (*whyOutput, error) {
	if w := s.engine.Workspace(); w != nil && w.Playbooks[in.Playbook] == nil {
		return nil, s.noPlaybook(in.Playbook)
	}
	at, err := s.time("at", in.At)
	if err != nil {
		return nil, err
	}
	if err := s.unknownContact(ctx, in.ID, in.Contact); err != nil {
		return nil, err
	}
	subject := customer.Subject{Contact: in.Contact, Key: in.Key}
	v, err := s.engine.Why(ctx, engine.WhyQuery{Account: in.ID, Playbook: in.Playbook, Subject: subject, At: at})
	var refused *engine.InvalidError
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, s.noAccountNow(ctx, in.ID)
	case errors.As(err, &refused):
		return nil, invalid("query", refused)
	case err != nil:
		return nil, s.failed("say why", err)
	}
	return &whyOutput{Body: why(v)}, nil
}

// suggestion returns the known name that a wrong one probably stands for.
func suggestion(wrong string, known []string) string {
	if near := expression.Nearest(wrong, known); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	return ""
}
