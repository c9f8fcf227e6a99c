package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
)

// EventReport is the answer to events: the outcome of each. Indexes count from 0 in the order sent; in NDJSON, blank
// lines don't count.
type EventReport struct {
	Accepted   int              `json:"accepted" doc:"Events that are new and are now committed."`
	Duplicates int              `json:"duplicates" doc:"Events that were known already."`
	Conflicts  []EventConflict  `json:"conflicts" nullable:"false" doc:"Events whose source and ID are known with other content; nothing was changed."`
	Rejected   []EventRejection `json:"rejected" nullable:"false" doc:"Events that can't be taken."`
	// UnknownContacts is reported so that a wrong ID is noticed; the events count all the same.
	UnknownContacts []UnknownContact `json:"unknown_contacts" nullable:"false" doc:"Events, of those that are taken or were known, about contacts whom the account doesn't have. They count all the same: the contact may come later."`
}

// UnknownContact is an event about a contact that the account doesn't have.
type UnknownContact struct {
	Index   int    `json:"index"`
	Account string `json:"account"`
	Contact string `json:"contact"`
}

// EventConflict is an event whose source and ID are known with other content.
type EventConflict struct {
	Index  int    `json:"index"`
	Source string `json:"source"`
	ID     string `json:"id"`
}

// EventRejection is an event that was refused, and why.
type EventRejection struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
}

type eventsInput struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"application/x-ndjson"`
}

type eventsOutput struct {
	Status int
	Body   EventReport
}

func (s *server) registerEvents(api huma.API) {
	event := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Event](), true, "Event")
	report := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[EventReport](), true, "EventReport")
	lines := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "One event a line."}
	register(s, api, huma.Operation{
		OperationID: "send-events", Method: http.MethodPost, Path: "/v1/events", Tags: []string{"events"},
		Summary:          "Send events",
		Description:      fmt.Sprintf("One event, an array of events, or NDJSON with one event a line; at most %d at once. ", maxEvents) + "An answer of 200 or 207 means that what it counts as accepted is committed.",
		SkipValidateBody: true,
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{
			"application/json":             {Schema: &huma.Schema{OneOf: []*huma.Schema{event, {Type: huma.TypeArray, Items: event}}}},
			"application/cloudevents+json": {Schema: event}, "application/ndjson": {Schema: lines}, "application/jsonl": {Schema: lines}, "application/x-jsonlines": {Schema: lines},
		}},
		Responses: map[string]*huma.Response{
			"200": reportResponse("Every event was taken or known.", report),
			"207": reportResponse("Some events were rejected, or are in conflict with known ones; the others are committed.", report),
		},
	}, s.sendEvents)
	refused := api.OpenAPI().Paths["/v1/events"].Post.Responses["422"]
	refused.Description = "Every event was rejected, or is in conflict with a known one; as a problem, the request itself can't be taken."
	refused.Content["application/json"] = &huma.MediaType{Schema: report}
}

func reportResponse(description string, schema *huma.Schema) *huma.Response {
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}},
	}
}

func (s *server) sendEvents(ctx context.Context, in *eventsInput) (*eventsOutput, error) {
	b, err := parseBatch(in.ContentType, in.RawBody)
	switch {
	case errors.Is(err, errContentType):
		return nil, problem(http.StatusUnsupportedMediaType, "%v", err)
	case errors.Is(err, errTooMany):
		return nil, problem(http.StatusRequestEntityTooLarge, "%v", err)
	case err != nil:
		return nil, problem(http.StatusBadRequest, "%v", err)
	}
	var r engine.Report
	if len(b.events) > 0 {
		if r, err = s.engine.Ingest(ctx, b.events); err != nil {
			s.opts.Logger.Error("events were not committed", "error", err)
			return nil, huma.ErrorWithHeaders(
				problem(http.StatusServiceUnavailable, "nothing was committed, as the engine failed to store the events: send the same events again"),
				http.Header{"Retry-After": {"1"}})
		}
	}
	report := b.report(r)
	return &eventsOutput{Status: report.status(len(b.events) + len(b.rejected)), Body: report}, nil
}

// report joins the engine's report with the events that couldn't be read, by the positions in the body.
func (b batch) report(r engine.Report) EventReport {
	out := EventReport{
		Accepted: r.Accepted, Duplicates: r.Duplicates,
		Conflicts: []EventConflict{}, Rejected: []EventRejection{}, UnknownContacts: []UnknownContact{},
	}
	for _, u := range r.UnknownContacts {
		out.UnknownContacts = append(out.UnknownContacts, UnknownContact{Index: b.indexes[u.Index], Account: u.Account, Contact: u.Contact})
	}
	for _, c := range r.Conflicts {
		out.Conflicts = append(out.Conflicts, EventConflict{Index: b.indexes[c.Index], Source: c.Source, ID: c.ID})
	}
	for _, x := range b.rejected {
		out.Rejected = append(out.Rejected, EventRejection{Index: x.Index, Reason: x.Reason})
	}
	for _, x := range r.Rejected {
		out.Rejected = append(out.Rejected, EventRejection{Index: b.indexes[x.Index], Reason: x.Reason})
	}
	slices.SortFunc(out.Rejected, func(a, b EventRejection) int { return cmp.Compare(a.Index, b.Index) })
	return out
}

// status returns 200, or 207 when some of the events were rejected or are in conflict, or 422 when all are.
func (r EventReport) status(sent int) int {
	switch len(r.Rejected) + len(r.Conflicts) {
	case 0:
		return http.StatusOK
	case sent:
		return http.StatusUnprocessableEntity
	}
	return http.StatusMultiStatus
}
