package dsl

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// loadFunctions describes the functions of ${…} and of attributes' values for the reference.
func loadFunctions() []expression.Function {
	const group = "When the workspace is loaded"
	return []expression.Function{
		{Name: "file", Group: group, Signature: "file(path: string): string", Example: `file("checkin.md")`, Doc: "The text of a regular file in the workspace's folder, of at most 256 KiB, as it stands: it isn't HCL, so ${…} means nothing in it. Where {{ … }} is filled in, it is in the file's text too: write {{ var.x }} there."},
		{Name: "env", Group: group, Signature: "env(name: string): string", Example: `env("SMTP_URL")`, Doc: "A secret of the environment in which Tend was started, where it has to be set. It is for the address and the credentials of a server, which this version's blocks don't name yet: whatever is made of it is secret too, is shown as `(secret)`, and is refused wherever it would be stored, compared, shown or sent, in texts and expressions as well. `locals`, a variable's `default` and the arguments of a `module` can hold it; what stands beside it in the same object or list, such as `local.mail.user` beside `local.mail.password`, can be read. A variable's type can't be checked against it: where there is one, it is string or any. What begins with TEND_ is Tend's own and can't be read. For a value that isn't secret, take a variable, which `TEND_VAR_NAME` sets."},
		{Name: "one_of", Group: group, Signature: "one_of(...answers: string): list", Example: `one_of("price", "product")`, Doc: "The answers that a question allows."},
		{Name: "text", Group: group, Signature: "text(): list", Example: `text()`, Doc: "A question with a free answer."},
	}
}

func stringParam(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.String}
}

// fileFunction is file(path): the text of a file of the workspace.
func (e *evaluator) fileFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{stringParam("path")},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			src, err := e.readFile(args[0].AsString())
			return cty.StringVal(string(src)), err
		},
	})
}

// readFile reads a file once; its text is kept for the diagnostics that point into it.
func (e *evaluator) readFile(name string) ([]byte, error) {
	if src, known := e.l.Sources[name]; known && !strings.HasPrefix(name, VariablePrefix) {
		return src, nil
	}
	if clean := path.Clean(name); path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return nil, fmt.Errorf("%q lies outside the workspace's folder; only files inside it can be read", name)
	}
	if e.l.opts.ReadFile == nil {
		return nil, fmt.Errorf("%q can't be read: there is no folder to read from", name)
	}
	src, err := e.l.opts.ReadFile(name)
	if err != nil && !errors.Is(err, folder.ErrTooLong) {
		return nil, fmt.Errorf("%q can't be read: %w", name, folder.Cause(err))
	}
	if err != nil || len(src) > maxRead {
		return nil, fmt.Errorf("%q is longer than %d bytes", name, maxRead)
	}
	if !utf8.Valid(src) {
		return nil, fmt.Errorf("%q isn't UTF-8 text", name)
	}
	e.l.Sources[name] = src
	return src, nil
}

// envFunction is env(name): a secret of the environment, which must be set. Tend's own settings aren't for playbooks.
func (e *evaluator) envFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{stringParam("name")},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			if isOwn(name) {
				return cty.NilVal, ownSetting(name)
			}
			if e.isSet(name) {
				return secret(), nil
			}
			return cty.NilVal, fmt.Errorf("the environment variable %q isn't set", name)
		},
	})
}

// isSet reports whether env(name) gives a secret.
func (e *evaluator) isSet(name string) bool {
	if e.l.opts.Getenv == nil || isOwn(name) {
		return false
	}
	_, ok := e.l.opts.Getenv(name)
	return ok
}

// oneOfFunction is one_of(a, b, …): the answers that a question allows.
func oneOfFunction() function.Function {
	values := stringParam("answers")
	return function.New(&function.Spec{
		VarParam: &values,
		Type:     function.StaticReturnType(cty.List(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if len(args) == 0 {
				return cty.NilVal, fmt.Errorf("name at least one answer, or write text() for a free answer")
			}
			return cty.ListVal(args), nil
		},
	})
}

// textFunction is text(): a question with a free answer.
func textFunction() function.Function {
	return function.New(&function.Spec{
		Type: function.StaticReturnType(cty.List(cty.String)),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) { return cty.ListValEmpty(cty.String), nil },
	})
}

// report reports what HCL says of a value that can't be worked out. A call that failed has the code of its function.
func (e *evaluator) report(diags hcl.Diagnostics) {
	for _, d := range diags {
		if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok {
			d.Summary, d.Extra = "Function failed", source.Explanation{Code: functionCode(call)}
		}
		if unknown, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](d); ok {
			d.Extra = source.Explanation{Detail: fmt.Sprintf("At load there is no function %q, only env, file, one_of and text. Others belong in {{ … }} or in an expression.",
				unknown.CalledFunctionName())}
		}
	}
	e.l.source.Report(diags, diag.CodeEvaluation)
}

// functionCode is the code for a call that failed; empty where it is that of any value.
func functionCode(call hclsyntax.FunctionCallDiagExtra) diag.Code {
	var own ownSetting
	switch name := call.CalledFunctionName(); {
	case errors.As(call.FunctionCallError(), &own):
		return diag.CodeOwnSetting
	case name == "file":
		return diag.CodeFile
	case name == "env":
		return diag.CodeEnv
	}
	return ""
}
