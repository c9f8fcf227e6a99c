package api_test

import (
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contract is the OpenAPI document of the repository, with a mux that finds a request's operation. It is of version
// 3.1, so that its schemas are JSON Schema.
type contract struct {
	document any
	routes   *http.ServeMux
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by place
}

var readContract = sync.OnceValue(func() *contract {
	c, err := newContract()
	if err != nil {
		panic(err)
	}
	return c
})

func newContract() (*contract, error) {
	file, err := os.Open("openapi.json")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	c := &contract{routes: http.NewServeMux(), compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	if c.document, err = jsonschema.UnmarshalJSON(file); err != nil {
		return nil, err
	}
	c.compiler.AssertFormat()
	c.compiler.UseLoader(jsonschema.SchemeURLLoader{})
	for path, item := range c.object("paths") {
		for method := range item.(map[string]any) {
			c.routes.Handle(strings.ToUpper(method)+" "+path, http.NotFoundHandler())
		}
	}
	return c, c.compiler.AddResource("openapi.json", c.document)
}

// object returns a part of the document, nil when it isn't there.
func (c *contract) object(at ...string) map[string]any {
	found, _ := c.document.(map[string]any)
	for _, name := range at {
		found, _ = found[name].(map[string]any)
	}
	return found
}

// mustKeep panics when an answer isn't as the document says: its status, its content type and its body; or when a
// body was taken that the document refuses.
func (c *contract) mustKeep(r *http.Request, sent string, a answer) {
	if err := c.check(r, sent, a); err != nil {
		panic(fmt.Sprintf("%s %s contradicts the document: %v\n%d %s", r.Method, r.URL, err, a.status, a.body))
	}
}

func (c *contract) check(r *http.Request, sent string, a answer) error {
	// A mux takes a part "%2F" for the path's end.
	_, pattern := c.routes.Handler(&http.Request{Method: r.Method, Host: r.Host, URL: &url.URL{Path: regexp.MustCompile("(?i)%2F").ReplaceAllString(r.URL.EscapedPath(), "-")}})
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		return outside(r, a)
	}
	operation := []string{"paths", path, strings.ToLower(method)}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && media == "application/json" && a.status == http.StatusOK && oneValue(sent) {
		if err := c.validate(sent, slices.Concat(operation, []string{"requestBody", "content", media, "schema"})...); err != nil {
			return fmt.Errorf("a body was taken: %w", err)
		}
	}
	response := slices.Concat(operation, []string{"responses", strconv.Itoa(a.status)})
	if c.object(response...) == nil {
		return errors.New("the status isn't declared")
	}
	if r.Method == http.MethodHead {
		return nil
	}
	media = a.header.Get("Content-Type")
	if c.object(slices.Concat(response, []string{"content", media})...) == nil {
		return fmt.Errorf("the content type %q isn't declared", media)
	}
	return c.validate(a.body, slices.Concat(response, []string{"content", media, "schema"})...)
}

// validate asks the schema at a place of the document about a JSON text.
func (c *contract) validate(text string, at ...string) error {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	if err != nil {
		return err
	}
	pointer := ""
	for _, name := range at {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	schema, err := c.schema("openapi.json#" + pointer)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (c *contract) schema(place string) (schema *jsonschema.Schema, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.schemas[place] == nil {
		c.schemas[place], err = c.compiler.Compile(place)
	}
	return c.schemas[place], err
}

// outside checks an answer to a request for which the document has no operation.
func outside(r *http.Request, a answer) error {
	if strings.HasPrefix(r.URL.Path, "/v1/") && (a.status < 400 || a.header.Get("Content-Type") != "application/problem+json") {
		return fs.ErrNotExist
	}
	return nil
}

// oneValue reports whether a body is one JSON value, not one a line.
func oneValue(sent string) bool { return sent != "" && !strings.Contains(sent, "}\n{") }
