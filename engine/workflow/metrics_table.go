package workflow

import "strings"

// definition is one of the SDK's metrics as it appears to Prometheus.
type definition struct {
	// name is the SDK's.
	name    string
	kind    kind
	help    string
	labels  []string
	buckets []float64
}

type kind int

const (
	kindCounter kind = iota
	kindGauge
	kindTimer
)

// prometheusName returns the name with the ending that Prometheus expects of the kind: _count belongs to histograms.
func (d definition) prometheusName() string {
	switch {
	case d.kind == kindCounter && !strings.HasSuffix(d.name, "_total"):
		return d.name + "_total"
	case d.kind == kindTimer:
		return d.name + "_seconds"
	default:
		return strings.TrimSuffix(d.name, "_count")
	}
}

// Buckets in seconds: work is done in milliseconds to minutes, runs take minutes to months.
var (
	workBuckets = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300}
	runBuckets  = []float64{1, 10, 60, 600, 3600, 6 * 3600, 86400, 3 * 86400, 7 * 86400, 30 * 86400, 90 * 86400}
)

// definitions returns the SDK's metrics that say something about this product.
func definitions() []definition {
	var all []definition
	all = append(all, requestDefinitions()...)
	all = append(all, workflowDefinitions()...)
	all = append(all, activityDefinitions()...)
	return append(all, workerDefinitions()...)
}

func counterOf(name, help string, labels ...string) definition {
	return definition{name: "temporal_" + name, kind: kindCounter, help: help, labels: labels}
}

func gaugeOf(name, help string, labels ...string) definition {
	return definition{name: "temporal_" + name, kind: kindGauge, help: help, labels: labels}
}

func timerOf(name, help string, labels ...string) definition {
	return definition{name: "temporal_" + name, kind: kindTimer, help: help, labels: labels, buckets: workBuckets}
}

func requestDefinitions() []definition {
	return []definition{
		counterOf("request", "Requests to Temporal.", "operation"),
		counterOf("request_failure", "Requests to Temporal that failed, by gRPC status.", "operation", "status_code"),
		counterOf("request_resource_exhausted", "Requests that Temporal refused for a limit.", "operation", "cause"),
		timerOf("request_latency", "Time that requests to Temporal took.", "operation"),
		counterOf("long_request", "Long polls to Temporal.", "operation"),
		counterOf("long_request_failure", "Long polls to Temporal that failed, by gRPC status.", "operation", "status_code"),
		counterOf("long_request_resource_exhausted", "Long polls that Temporal refused for a limit.", "operation", "cause"),
		timerOf("long_request_latency", "Time that long polls to Temporal took.", "operation"),
	}
}

func workflowDefinitions() []definition {
	endToEnd := timerOf("workflow_endtoend_latency", "Time from a workflow's start to its end.", "workflow_type")
	endToEnd.buckets = runBuckets
	return []definition{
		counterOf("workflow_completed", "Workflows that ended well.", "workflow_type"),
		counterOf("workflow_canceled", "Workflows that were cancelled.", "workflow_type"),
		counterOf("workflow_failed", "Workflows that failed.", "workflow_type"),
		counterOf("workflow_continue_as_new", "Workflows that went on in a new history.", "workflow_type"),
		endToEnd,
		timerOf("workflow_task_replay_latency", "Time to replay a history that was no longer in memory.", "workflow_type"),
		counterOf("workflow_task_queue_poll_empty", "Polls for workflow tasks that found none.", "poller_type"),
		counterOf("workflow_task_queue_poll_succeed", "Polls for workflow tasks that found one.", "poller_type"),
		timerOf("workflow_task_schedule_to_start_latency", "Time that workflow tasks waited for a worker."),
		timerOf("workflow_task_execution_latency", "Time that the workflow code took for a task.", "workflow_type"),
		counterOf("workflow_task_execution_failed", "Workflow tasks that failed.", "workflow_type", "failure_reason"),
		counterOf("workflow_task_no_completion", "Workflow tasks that ended without an answer.", "workflow_type"),
		counterOf("corrupted_signals", "Signals that couldn't be read.", "workflow_type"),
		counterOf("sticky_cache_hit", "Workflow tasks whose workflow was in memory."),
		counterOf("sticky_cache_miss", "Workflow tasks whose workflow had to be replayed."),
		counterOf("sticky_cache_total_forced_eviction", "Workflows that were put out of memory for others."),
		gaugeOf("sticky_cache_size", "Workflows in memory."),
		gaugeOf("workflow_active_thread_count", "Coroutines of the workflows in memory."),
	}
}

func activityDefinitions() []definition {
	return []definition{
		counterOf("activity_poll_no_task", "Polls for activities that found none."),
		timerOf("activity_schedule_to_start_latency", "Time that activities waited for a worker.", "activity_type"),
		timerOf("activity_execution_latency", "Time that one attempt of an activity took.", "activity_type"),
		timerOf("activity_succeed_endtoend_latency", "Time from an activity's scheduling to its success.", "activity_type"),
		counterOf("activity_execution_failed", "Attempts of activities that failed.", "activity_type", "failure_reason"),
		counterOf("activity_task_error", "Activities whose answer was an internal error.", "activity_type"),
		counterOf("unregistered_activity_invocation", "Activities that this worker doesn't know.", "activity_type"),
		counterOf("local_activity_total", "Attempts of local activities.", "activity_type"),
		counterOf("local_activity_execution_cancelled", "Attempts of local activities that were cancelled.", "activity_type"),
		counterOf("local_activity_execution_failed", "Attempts of local activities that failed.", "activity_type", "failure_reason"),
		counterOf("local_activity_error", "Local activities whose answer was an internal error.", "activity_type"),
		timerOf("local_activity_execution_latency", "Time that one attempt of a local activity took.", "activity_type"),
		timerOf("local_activity_succeed_endtoend_latency", "Time from a local activity's scheduling to its success.", "activity_type"),
	}
}

func workerDefinitions() []definition {
	return []definition{
		counterOf("worker_start", "Workers started.", "worker_type"),
		gaugeOf("worker_task_slots_available", "Tasks that a worker could take on now.", "worker_type"),
		gaugeOf("worker_task_slots_used", "Tasks that a worker is doing now.", "worker_type"),
		counterOf("poller_start", "Pollers started.", "worker_type"),
		gaugeOf("num_pollers", "Pollers that wait for tasks.", "poller_type"),
	}
}
