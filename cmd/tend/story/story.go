package story

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Start is when the story begins; a state for it must be empty and have this as its time.
var Start = time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC)

// Speed plays the 90 days in two minutes.
const Speed = Days * 24 * 60 / 2

// pollEvery is how often the story polls the engine, in wall time.
const pollEvery = 100 * time.Millisecond

// Options configures a story: the engine, and where it is written.
type Options struct {
	URL, Token string
	Out        io.Writer
	Colour     bool
}

// story is a story in progress.
type story struct {
	client   *client
	narrator *narrator
	now      time.Time
	played   int // days played so far
	accepted int
	// happened is the day on which a cause came about, by its name.
	happened map[string]int
	seen     view
}

// view is what the engine showed last.
type view struct {
	decisions []decision
	runs      map[string]run
	tasks     []task
	mails     []mail
	books     account
}

// ErrBroken is returned when something that the story promises did not happen.
var ErrBroken = errors.New("the story did not go as it promises")

// Play plays the story to its end and narrates it as it happens. It returns ErrBroken, after writing what is missing,
// when a promise was not kept.
func Play(ctx context.Context, o Options) error {
	s := &story{
		client:   &client{base: o.URL, token: o.Token, http: &http.Client{Timeout: 30 * time.Second}},
		narrator: newNarrator(o.Out, o.Colour),
		happened: map[string]int{},
	}
	s.narrator.opening()
	if err := s.openAccounts(ctx); err != nil {
		return err
	}
	for s.played <= Days {
		if err := s.observeAndPlay(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pollEvery):
		}
	}
	s.narrator.summary(s)
	if s.narrator.promises(s) {
		return nil
	}
	return ErrBroken
}

// day returns when a cause came about; -1 while it didn't.
func (s *story) day(cause string) int {
	if day, ok := s.happened[cause]; ok {
		return day
	}
	return -1
}

// note records the day of a cause's first time.
func (s *story) note(cause string) {
	if s.day(cause) < 0 {
		s.happened[cause] = s.played
	}
}

// observeAndPlay polls the engine, lets people react, and plays the days that have begun.
func (s *story) observeAndPlay(ctx context.Context) error {
	if err := s.observe(ctx); err != nil {
		return err
	}
	if err := s.react(ctx); err != nil {
		return err
	}
	for s.played <= Days && !s.now.Before(Start.AddDate(0, 0, s.played)) {
		if err := s.playDay(ctx, s.played); err != nil {
			return err
		}
		s.played++
	}
	return nil
}

// observe reads what the engine shows, and narrates what is new.
func (s *story) observe(ctx context.Context) error {
	var health struct {
		Now time.Time `json:"now"`
	}
	if err := s.client.call(ctx, http.MethodGet, "/healthz", nil, &health); err != nil {
		return err
	}
	s.now = health.Now
	var err error
	if s.seen.decisions, err = list[decision](ctx, s.client, "/v1/decisions", nil); err != nil {
		return err
	}
	if s.seen.tasks, err = list[task](ctx, s.client, "/v1/tasks", nil); err != nil {
		return err
	}
	if err := s.observeRuns(ctx); err != nil {
		return err
	}
	if err := s.observeMails(ctx); err != nil {
		return err
	}
	if err := s.client.call(ctx, http.MethodGet, "/v1/accounts/"+books, nil, &s.seen.books); err != nil {
		return err
	}
	s.narrator.narrate(s.seen)
	return nil
}

// observeRuns reads the timelines of runs that may have gone on.
func (s *story) observeRuns(ctx context.Context) error {
	rows, err := list[run](ctx, s.client, "/v1/runs", nil)
	if err != nil {
		return err
	}
	if s.seen.runs == nil {
		s.seen.runs = map[string]run{}
	}
	for _, row := range rows {
		known := s.seen.runs[row.ID]
		if known.Status == "finished" {
			continue
		}
		var detail run
		if err := s.client.call(ctx, http.MethodGet, "/v1/runs/"+row.ID, nil, &detail); err != nil {
			return err
		}
		s.seen.runs[row.ID] = detail
	}
	return nil
}

func (s *story) observeMails(ctx context.Context) error {
	last := int64(0)
	if n := len(s.seen.mails); n > 0 {
		last = s.seen.mails[n-1].ID
	}
	var page struct {
		Items []mail `json:"items"`
	}
	if err := s.client.call(ctx, http.MethodGet, fmt.Sprintf("/mail/messages?after=%d", last), nil, &page); err != nil {
		return err
	}
	s.seen.mails = append(s.seen.mails, page.Items...)
	return nil
}
