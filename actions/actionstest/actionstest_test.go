package actionstest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/smtp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
)

type args struct {
	Words string `tend:"words,required" doc:"What is said." example:"\"hello\""`
}

type result struct {
	Said bool `tend:"said" doc:"Whether it was said."`
}

// speaker returns the smallest action that conforms.
func speaker(t *testing.T) actionstest.Subject {
	t.Helper()
	var effects [][]byte
	d, err := actions.Define("say", "Says something.", func(_ context.Context, call actions.Call, a args) (result, error) {
		if a.Words == "no" {
			return result{}, actions.Permanent(errors.New("it is not said"))
		}
		if !call.DryRun {
			effects = append(effects, []byte(call.Key+a.Words))
		}
		return result{Said: true}, nil
	})
	require.NoError(t, err)
	return actionstest.Subject{Definition: d, Args: map[string]any{"words": "hello"}, Effects: func() [][]byte { return effects }}
}

func TestASmallActionConforms(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T) actionstest.Subject {
		s := speaker(t)
		s.Args["words"] = "no"
		return s
	}
	actionstest.Conform(t, speaker, actionstest.Trouble{Name: "no", Subject: refused, Permanent: true, Says: "not said"})
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	s := speaker(t)
	r := actionstest.NewRecorder()
	d := r.Wrap(s.Definition)
	out, err := d.Do(t.Context(), actionstest.Call("key-1"), json.RawMessage(`{"words": "hello"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(out))
	require.Empty(t, s.Effects(), "nothing was said")

	_, err = d.Do(t.Context(), actionstest.Call("key-2"), json.RawMessage(`{"word": "hello"}`))
	require.True(t, actions.IsPermanent(err), "arguments are as strict as the action's")

	r.Respond("say", func(_ context.Context, call actions.Call, _ json.RawMessage) (json.RawMessage, error) {
		return nil, errors.New("no voice for " + call.Key)
	})
	_, err = d.Do(t.Context(), actionstest.Call("key-3"), json.RawMessage(`{"words": "hello"}`))
	require.EqualError(t, err, "no voice for key-3")

	calls := r.Calls()
	require.Len(t, calls, 2)
	require.Equal(t, "say", calls[0].Kind)
	require.Equal(t, "key-1", calls[0].Call.Key)
	require.JSONEq(t, `{"words": "hello"}`, string(calls[0].Args))
	require.Equal(t, "key-3", calls[1].Call.Key)
}

func send(s *actionstest.SMTPServer) error {
	return smtp.SendMail(s.URL()[len("smtp://"):], nil, "a@b.example", []string{"c@d.example"}, []byte("Subject: x\r\n\r\nx\r\n"))
}

func TestServerFailsAsOftenAsTold(t *testing.T) {
	t.Parallel()
	s := actionstest.StartSMTP(t,
		actionstest.Fault{At: actionstest.AtConnect, Code: 421, Text: "busy", Times: 1},
		actionstest.Fault{At: actionstest.AtMail, Code: 451, Text: "later", Times: 2},
		actionstest.Fault{At: actionstest.AtRcpt, Code: 550, Text: "unknown", Times: 1},
		actionstest.Fault{At: actionstest.AtContent, Drop: true, Times: 1},
	)
	require.ErrorContains(t, send(s), "busy")
	require.ErrorContains(t, send(s), "later")
	require.ErrorContains(t, send(s), "later")
	require.ErrorContains(t, send(s), "unknown")
	require.Error(t, send(s), "dropped")
	require.NoError(t, send(s))
	require.NoError(t, send(s))
	mails := s.Mails()
	require.Len(t, mails, 3)
	require.Equal(t, []bool{false, true, true}, []bool{mails[0].Answered, mails[1].Answered, mails[2].Answered})
	require.Equal(t, "a@b.example", mails[1].From)
	require.Equal(t, []string{"c@d.example"}, mails[1].To)
	require.Equal(t, 7, s.Reached(actionstest.AtConnect))
}

func TestOfficeHours(t *testing.T) {
	t.Parallel()
	h := actionstest.Office()
	morning := h.NextSlot(time.Date(2026, 4, 3, 12, 0, 0, 0, time.UTC), time.Hour)
	require.True(t, morning.Equal(time.Date(2026, 4, 6, 0, 0, 0, 0, time.UTC)), "Friday evening in Tokyo is Monday morning")
	require.True(t, h.NextSlot(actionstest.Now, 10*time.Hour).IsZero(), "no day is that long")
	require.True(t, h.NextSlot(actionstest.Now, time.Hour).Equal(actionstest.Now))
}
