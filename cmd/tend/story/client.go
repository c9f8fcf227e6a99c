package story

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// client calls the engine.
type client struct {
	base  string
	token string
	http  *http.Client
}

// event is what the product, the help desk and the sales team send.
type event struct {
	ID      string         `json:"id"`
	Source  string         `json:"source"`
	Type    string         `json:"type"`
	Account string         `json:"account"`
	Contact string         `json:"contact,omitempty"`
	Time    time.Time      `json:"time"`
	Data    map[string]any `json:"data,omitempty"`
}

type decision struct {
	At       time.Time `json:"at"`
	Count    int       `json:"count"`
	Account  string    `json:"account"`
	Playbook string    `json:"playbook"`
	Outcome  string    `json:"outcome"`
	Reason   string    `json:"reason"`
	Detail   string    `json:"detail"`
}

type run struct {
	ID       string `json:"id"`
	Account  string `json:"account"`
	Playbook string `json:"playbook"`
	Status   string `json:"status"`
	Outcome  string `json:"outcome"`
	At       string `json:"at"`
	Timeline []struct {
		At   time.Time `json:"at"`
		Step string    `json:"step"`
		Code string    `json:"what"`
		Text string    `json:"text"`
	} `json:"timeline"`
}

type task struct {
	ID        string    `json:"id"`
	Account   string    `json:"account"`
	Step      string    `json:"step"`
	Title     string    `json:"title"`
	Assignee  string    `json:"assignee"`
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

type mail struct {
	ID      int64  `json:"id"`
	To      string `json:"to"`
	Subject string `json:"subject"`
}

type account struct {
	Name   string `json:"name"`
	Health *struct {
		Score *float64 `json:"score"`
		Band  string   `json:"band"`
	} `json:"health"`
}

// call makes one request; anything but a 2xx answer is an error with the engine's own words.
func (c *client) call(ctx context.Context, method, path string, body, answer any) error {
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, raw)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(raw, answer)
}

// list reads all pages of a list.
func list[T any](ctx context.Context, c *client, path string, query url.Values) ([]T, error) {
	var all []T
	if query == nil {
		query = url.Values{}
	}
	query.Set("limit", "500")
	for {
		var page struct {
			Items []T     `json:"items"`
			Next  *string `json:"next"`
		}
		if err := c.call(ctx, http.MethodGet, path+"?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			return all, nil
		}
		query.Set("cursor", *page.Next)
	}
}
