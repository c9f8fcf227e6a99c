package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tendhq/tend/dsl"
)

// render makes an action's calls: one, or one for each recipient, with the arguments that every attempt uses.
func (t *transition) render(step *dsl.Step) ([]Call, error) {
	a := step.Action
	if a.Recipients == "" {
		args, err := t.arguments(a, t.scope(nil))
		if err != nil {
			return nil, err
		}
		call, err := t.call(step, "", args)
		return []Call{call}, err
	}
	to, err := t.value(a.Args[a.Recipients], t.scope(nil))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Recipients, err)
	}
	calls := []Call{}
	for _, person := range people(to) {
		scope := t.scope(nil)
		scope.Values["contact"] = person
		args, err := t.arguments(a, scope)
		if err != nil {
			return nil, err
		}
		args[a.Recipients] = contact(person)
		call, err := t.call(step, recipient(person), args)
		if err != nil {
			return nil, err
		}
		calls = append(calls, call)
	}
	return calls, nil
}

// call makes one call with its idempotency key.
func (t *transition) call(step *dsl.Step, to string, args map[string]any) (Call, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return Call{}, err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{t.state.Run, step.Name, "0", to}, "\x00")))
	return Call{Key: hex.EncodeToString(sum[:16]), Recipient: to, Args: raw, At: t.env.Now}, nil
}
