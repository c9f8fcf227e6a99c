// Package meeting is the action "meeting": it places a meeting in business hours and mails the invitation. Who is
// free is not known here; answers come back as events.
//
// Read meeting.go first.
package meeting
