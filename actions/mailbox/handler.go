package mailbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"time"
)

//go:embed page/*
var assets embed.FS

// pageSize is how many messages a page of the list shows; apiLimit how many one JSON answer brings.
const (
	pageSize = 100
	apiLimit = 1000
)

// pagePolicy lets pages load nothing but their own style sheet and frame.
const pagePolicy = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// mailPolicy shuts a mail's HTML in: no scripts, no requests to anywhere, an origin of its own.
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

// Handler serves the list of messages at "/", each at "/message/ID", and for programs
// "GET /messages?after=ID". Links are relative, so that it works under any prefix that is stripped.
func (m *Mailbox) Handler() http.Handler {
	h := &handler{box: m.box, pages: template.Must(template.New("").Funcs(template.FuncMap{
		"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"human":   func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
	}).ParseFS(assets, "page/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.list)
	mux.HandleFunc("GET /messages", h.messages)
	mux.HandleFunc("GET /message/{id}", h.message)
	mux.HandleFunc("GET /message/{id}/html", h.html)
	mux.HandleFunc("GET /message/{id}/raw", h.source)
	mux.HandleFunc("GET /style.css", h.style)
	return mux
}

type handler struct {
	box   *box
	pages *template.Template
}

type listPage struct {
	Messages []Message
	Count    int64
	Repeated int
	Newest   bool
	Older    int64 // 0: there are none
	Keep     int
}

func (h *handler) list(w http.ResponseWriter, r *http.Request) {
	before, ok := number(r.URL.Query().Get("before"))
	if !ok {
		http.Error(w, "before is not a message's number", http.StatusBadRequest)
		return
	}
	found := h.box.before(before, pageSize+1)
	page := listPage{Count: h.box.count(), Repeated: h.box.repeated(), Newest: before == 0, Keep: h.box.keep}
	if len(found) > pageSize {
		found = found[:pageSize]
		page.Older = found[pageSize-1].ID
	}
	page.Messages = found
	h.page(w, "list.html", page)
}

type messagePage struct {
	Message
	Content
	Invitation *invitation
	Problem    string
}

func (h *handler) message(w http.ResponseWriter, r *http.Request) {
	m, raw, ok := h.load(w, r)
	if !ok {
		return
	}
	page := messagePage{Message: m}
	content, err := Parse(raw)
	if err != nil {
		page.Problem = err.Error()
	}
	page.Content, page.Invitation = content, readInvitation(content.Calendar)
	h.page(w, "message.html", page)
}

func (h *handler) html(w http.ResponseWriter, r *http.Request) {
	_, raw, ok := h.load(w, r)
	if !ok {
		return
	}
	// What could be read is shown; the message's page says what is wrong.
	content, _ := Parse(raw)
	w.Header().Set("Content-Security-Policy", mailPolicy)
	send(w, "text/html; charset=utf-8", []byte(content.HTML))
}

func (h *handler) source(w http.ResponseWriter, r *http.Request) {
	if _, raw, ok := h.load(w, r); ok {
		w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
		send(w, "text/plain; charset=utf-8", raw)
	}
}

func (h *handler) style(w http.ResponseWriter, _ *http.Request) {
	css, err := assets.ReadFile("page/style.css")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, "text/css; charset=utf-8", css)
}

func (h *handler) messages(w http.ResponseWriter, r *http.Request) {
	after, ok := number(r.URL.Query().Get("after"))
	if !ok {
		http.Error(w, "after is not a message's number", http.StatusBadRequest)
		return
	}
	answer := struct {
		Items []Message `json:"items"`
		Next  *int64    `json:"next"`
	}{Items: h.box.after(after, apiLimit+1)}
	if len(answer.Items) > apiLimit {
		answer.Items = answer.Items[:apiLimit]
		answer.Next = &answer.Items[apiLimit-1].ID
	}
	if answer.Items == nil {
		answer.Items = []Message{}
	}
	body, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, "application/json", body)
}

// load finds the message that the path names, or answers that there is none.
func (h *handler) load(w http.ResponseWriter, r *http.Request) (Message, []byte, bool) {
	id, _ := number(r.PathValue("id"))
	m, ok := h.box.find(id)
	if !ok {
		http.Error(w, "There is no such message, or it is no longer kept.", http.StatusNotFound)
		return m, nil, false
	}
	raw, err := h.box.raw(id)
	if errors.Is(err, ErrNotFound) {
		http.Error(w, "The message is no longer kept.", http.StatusNotFound)
		return m, nil, false
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return m, nil, false
	}
	return m, raw, true
}

func (h *handler) page(w http.ResponseWriter, name string, data any) {
	var out bytes.Buffer
	if err := h.pages.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", pagePolicy)
	send(w, "text/html; charset=utf-8", out.Bytes())
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}

// number reads a cursor; an absent one is 0.
func number(text string) (int64, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}
