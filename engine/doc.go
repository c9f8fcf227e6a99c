// Package engine puts the rooms together. It takes in events, settles runs, sweeps the accounts that are due and
// dispatches runs to Temporal, each as one transaction under the lock of the account. It fixes the order of things and
// decides nothing itself: rules are in engine/customer, steps in engine/run, rows in engine/store, and timers and
// retries in Temporal. No HTTP, no Temporal SDK and no SQL may enter.
//
// Read engine.go first, then account_tx.go: the transaction on one account through which everything goes. The first
// word of a file's name is its family:
//
//   - account_: the transaction on an account, its lock, and what follows its commit
//   - ingest_: events, account updates and imports into the log
//   - enrol_: requests, queues and capacity
//   - publish_: the workspace in force, pauses, goals
//   - run_: steps of runs, attempts of actions, the outbox and its dispatcher
//   - sweep_: what is due, and what is older than the retention
//   - task_: tasks for people
//   - forget_: removal of accounts and contacts
//   - query_: answers that change nothing
package engine
