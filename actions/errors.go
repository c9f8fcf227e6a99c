package actions

import "errors"

// Permanent marks an error that another attempt can't mend, such as a contact without an address. An
// error that isn't marked is taken for a passing one, and the action is tried again. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// IsPermanent reports whether err, or an error that it wraps, was marked with Permanent.
func IsPermanent(err error) bool {
	var p *permanentError
	return errors.As(err, &p)
}

// Unsure marks an error after which the effect may have happened all the same, such as a connection
// that was lost while the receiver's answer was awaited. The action is tried again with the same key,
// and the timeline says "possibly twice". Unsure(nil) is nil.
func Unsure(err error) error {
	if err == nil {
		return nil
	}
	return &unsureError{err}
}

// IsUnsure reports whether err, or an error that it wraps, was marked with Unsure.
func IsUnsure(err error) bool {
	var u *unsureError
	return errors.As(err, &u)
}

// The text of a marked error is the text of the error itself: it is what timelines show to people.
type permanentError struct{ error }

// Unwrap is the error that was marked.
func (e *permanentError) Unwrap() error { return e.error }

type unsureError struct{ error }

// Unwrap is the error that was marked.
func (e *unsureError) Unwrap() error { return e.error }
