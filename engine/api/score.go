package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine/store"
)

// Score is a health score of the past, and its parts.
type Score struct {
	At time.Time `json:"at"`
	Health
}

type scoresInput struct {
	Page
	ID   string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	From string `query:"from" doc:"From this time on, as RFC 3339 or without an offset in the workspace's zone."`
	To   string `query:"to" doc:"Before this time, in the same form."`
}

type scoresOutput struct{ Body List[Score] }

func (s *server) registerScores(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "list-health", Method: http.MethodGet, Path: "/v1/accounts/{id}/health", Tags: []string{"accounts"},
		Summary: "Show how an account's health was",
		Description: "Every score that differed from the one before, with the measures that it was made of; oldest first. " +
			"Within an hour of the clock the last score is kept, unless the band changes.",
		Errors: []int{http.StatusNotFound},
	}, s.listScores)
}

func (s *server) listScores(ctx context.Context, in *scoresInput) (*scoresOutput, error) {
	list := "health of " + in.ID
	cursor, err := in.after(list)
	if err != nil {
		return nil, err
	}
	from, to, err := s.span(in.From, in.To)
	if err != nil {
		return nil, err
	}
	// A cursor that passed its check holds a number; empty parses to 0, the start.
	after, _ := strconv.ParseInt(cursor, 10, 64)
	if _, err := s.getAccount(ctx, &accountInput{ID: in.ID}); err != nil {
		return nil, err
	}
	var rows []store.ScoreRow
	err = s.engine.View(ctx, func(r store.Reader) error {
		rows, err = r.Scores(store.ScoreQuery{Account: in.ID, From: from, To: to, After: after, Limit: in.Limit + 1})
		return err
	})
	if err != nil {
		return nil, s.failed("list health", err)
	}
	key := func(row store.ScoreRow) string { return strconv.FormatInt(row.ID, 10) }
	return &scoresOutput{Body: page(list, in.Limit, rows, key, score)}, nil
}

func score(row store.ScoreRow) Score {
	s := Score{At: row.At.UTC()}
	s.Definition, s.Score, s.Band, s.Measures = row.Definition, row.Score.Score, row.Band, measures(row.Measures)
	return s
}
