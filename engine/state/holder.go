package state

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// Holder identifies the process that holds a folder's lock. It is written beside the lock and believed only while the
// lock is taken: a process that was killed leaves it behind.
type Holder struct {
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

// InUseError is returned when another process has the folder.
type InUseError struct {
	Dir string
	// Holder is the zero value when it is unknown: the other process is just starting or stopping.
	Holder Holder
}

// Error returns one sentence with what to do.
func (e *InUseError) Error() string {
	who := "another process"
	if e.Holder.PID != 0 {
		who = fmt.Sprintf("process %d (started %s)", e.Holder.PID, e.Holder.Started.Format(time.RFC3339))
	}
	return fmt.Sprintf("state folder %s is already in use by %s; stop it or choose another with --state", e.Dir, who)
}

// readHolder reads the holder; the zero value when it can't be read.
func readHolder(path string) Holder {
	text, err := os.ReadFile(path)
	if err != nil {
		return Holder{}
	}
	var h Holder
	if json.Unmarshal(text, &h) != nil {
		return Holder{}
	}
	return h
}

func writeHolder(path string, h Holder) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return replaceFile(path, append(text, '\n'))
}
