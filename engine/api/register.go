package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// problems returns what any operation may answer before its handler is called.
func problems() []int {
	return []int{
		http.StatusBadRequest, http.StatusForbidden, http.StatusMisdirectedRequest,
		http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}
}

// bodyProblems returns what an operation with a body may answer besides.
func bodyProblems() []int {
	return []int{http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}
}

// register adds an operation under /v1: it needs the token, if there is one, and a body has the server's limits.
func register[In, Out any](s *server, api huma.API, op huma.Operation, handle func(context.Context, *In) (*Out, error)) {
	op.Security = []map[string][]string{{}, {tokenScheme: {}}, {passwordScheme: {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized)
	if op.Method != http.MethodGet && op.Method != http.MethodDelete {
		// A body of exactly the limit is still accepted; huma refuses at its own limit.
		op.MaxBodyBytes, op.BodyReadTimeout = s.opts.MaxBody+1, readTimeout
		op.Errors = append(op.Errors, bodyProblems()...)
	}
	registerOpen(api, op, handle)
}

// registerOpen adds an operation that needs no token.
func registerOpen[In, Out any](api huma.API, op huma.Operation, handle func(context.Context, *In) (*Out, error)) {
	op.Errors = append(op.Errors, problems()...)
	huma.Register(api, op, handle)
}

// declareNulls writes into the document which objects may be null: huma does so for plain values only.
func declareNulls(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, field := range reflect.VisibleFields(t) {
			property, omitted, _ := strings.Cut(field.Tag.Get("json"), ",")
			p := schema.Properties[property]
			if p == nil || p.Ref == "" || field.Type.Kind() != reflect.Pointer || omitted != "" {
				continue
			}
			schema.Properties[property] = &huma.Schema{
				Description: field.Tag.Get("doc"), AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}},
			}
		}
	}
}
