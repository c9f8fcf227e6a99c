package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

// meddled is a store to which something happens right before the next transaction.
type meddled struct {
	store.Store
	before func()
}

func (m *meddled) Update(ctx context.Context, accounts []string, fn func(store.Tx) error) error {
	if before := m.before; before != nil && len(accounts) > 0 {
		m.before = nil
		before()
	}
	return m.Store.Update(ctx, accounts, fn)
}

func TestARequestIsCheckedByTheRulesThatDecide(t *testing.T) {
	t.Parallel()
	edits := map[string]string{
		"no trigger": strings.Replace(invite, `trigger "manual" { when = "trigger.by != 'bot'" }`, `trigger "event" { event = "signed" }`, 1),
		"contacts":   strings.Replace(invite, `playbook "invite" {`, "playbook \"invite\" {\n  per = \"contact\"", 1),
	}
	edits["no trigger"] = strings.ReplaceAll(strings.ReplaceAll(edits["no trigger"], "{{ trigger.by }}", "x"), "{{ trigger.note ?? 'no note' }}", "y")
	for name, edited := range edits {
		h := inviting(t)
		m := &meddled{Store: h.Store}
		e, err := engine.New(t.Context(), engine.Options{Store: m, Clock: h.Clock, Workspace: h.Engine.Workspace()})
		require.NoError(t, err)
		m.before = func() {
			_, err := e.Publish(t.Context(), enginetest.Load(t, declarations+edited+welcome), "edited meanwhile")
			require.NoError(t, err)
		}
		var invalid *engine.InvalidError
		_, err = e.Enrol(t.Context(), engine.EnrolmentRequest{ID: "r", Playbook: "invite"}, accounts("acme"))
		require.ErrorAs(t, err, &invalid, name)
		require.NotContains(t, h.log("acme"), customer.TypeEnrolment, name)
	}
}
