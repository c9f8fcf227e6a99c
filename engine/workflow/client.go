package workflow

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/tendhq/tend/engine/run"
)

// DialOptions configures a connection to Temporal.
type DialOptions struct {
	// Address is the frontend's HOST:PORT.
	Address string
	// TLS holds the credentials of the server and of this client; nil for a server without.
	TLS *tls.Config
	// Namespace must exist; empty means Namespace.
	Namespace string
	// Metrics receives the SDK's metrics; nil for none.
	Metrics prometheus.Registerer
	// Logger receives problems.
	Logger *slog.Logger
}

// Client starts and nudges the workflows of runs.
type Client struct {
	sdk client.Client
	log *slog.Logger
	// attributes reports whether the namespace has our search attributes.
	attributes bool
}

// identity names us in histories; the SDK's default would be a process on a machine.
const identity = "tend"

// Dial connects to Temporal. It fails when Temporal can't be reached.
func Dial(ctx context.Context, o DialOptions) (*Client, error) {
	if o.Namespace == "" {
		o.Namespace = Namespace
	}
	options := client.Options{
		HostPort:  o.Address,
		Namespace: o.Namespace,
		Identity:  identity,
		Logger:    logger{o.Logger},
		// Heartbeats of workers would send the machine's load; our own metrics have it.
		WorkerHeartbeatInterval: -1,
		// Our messages are some hundred bytes: to compress them costs more than to send them.
		ConnectionOptions: client.ConnectionOptions{TLS: o.TLS, GrpcCompression: &client.GrpcCompressionNone{}},
	}
	if o.Metrics != nil {
		handler, err := newMetrics(o.Metrics)
		if err != nil {
			return nil, err
		}
		options.MetricsHandler = handler
	}
	sdk, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("connect to Temporal at %s: %w", o.Address, err)
	}
	return &Client{sdk: sdk, log: o.Logger, attributes: registerAttributes(ctx, sdk, o.Namespace)}, nil
}

// Close ends the connection. Workers must have been stopped before.
func (c *Client) Close() { c.sdk.Close() }

// Start starts the workflow of a run with its first outstanding set. Starting one that was started before, even if it
// has ended since, changes nothing and is no error.
func (c *Client) Start(ctx context.Context, runID, playbook string, set run.Outstanding) error {
	err := c.start(ctx, runID, playbook, Input{Run: runID, Set: set, Attributes: c.attributes})
	var unknown *serviceerror.InvalidArgument
	if c.attributes && errors.As(err, &unknown) {
		// A search attribute that was registered a moment ago isn't known everywhere yet.
		err = c.start(ctx, runID, playbook, Input{Run: runID, Set: set})
	}
	if err != nil {
		return fmt.Errorf("start the workflow of run %s: %w", runID, err)
	}
	return nil
}

func (c *Client) start(ctx context.Context, runID, playbook string, in Input) error {
	options := client.StartWorkflowOptions{
		ID:                                       runID,
		TaskQueue:                                TaskQueue,
		WorkflowIDReusePolicy:                    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		// The answer brings the first task along when a worker of this client has room. One that dies with it
		// is given out again after ten seconds.
		EnableEagerStart: true,
	}
	if in.Attributes {
		options.TypedSearchAttributes = temporal.NewSearchAttributes(playbookKey.ValueSet(playbook))
	}
	_, err := c.sdk.ExecuteWorkflow(ctx, options, TypeName, in)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &started) {
		return nil
	}
	return err
}

// Nudge signals a run's workflow that something has changed. One that has ended, or that Temporal has removed, needs
// no nudge: that is no error.
func (c *Client) Nudge(ctx context.Context, runID string) error {
	err := c.sdk.SignalWorkflow(ctx, runID, "", nudgeName, nil)
	var gone *serviceerror.NotFound
	if err == nil || errors.As(err, &gone) {
		return nil
	}
	return fmt.Errorf("nudge the workflow of run %s: %w", runID, err)
}

// Wait returns a run's outcome once its workflow has ended.
func (c *Client) Wait(ctx context.Context, runID string) (string, error) {
	var outcome string
	if err := c.sdk.GetWorkflow(ctx, runID, "").Get(ctx, &outcome); err != nil {
		return "", fmt.Errorf("wait for the workflow of run %s: %w", runID, err)
	}
	return outcome, nil
}

// History returns the events of a run's workflow as Temporal's JSON, the form that its tools read.
func (c *Client) History(ctx context.Context, runID string) ([]byte, error) {
	var events []json.RawMessage
	iter := c.sdk.GetWorkflowHistory(ctx, runID, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for iter.HasNext() {
		event, err := iter.Next()
		if err != nil {
			return nil, fmt.Errorf("read the history of run %s: %w", runID, err)
		}
		line, err := protojson.Marshal(event)
		if err != nil {
			return nil, fmt.Errorf("write the history of run %s: %w", runID, err)
		}
		events = append(events, line)
	}
	return indent(events)
}

// indent formats the history the same way each time, which protobuf's own JSON doesn't.
func indent(events []json.RawMessage) ([]byte, error) {
	flat, err := json.Marshal(map[string]any{"events": events})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, flat, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
