// Package mailbox is a mail sink: a real SMTP server on this machine that delivers to nobody, keeps what it got in
// a folder, and shows it on a page. It knows nothing of actions or of the engine, and shows the truth: what arrives
// twice is kept twice.
//
// Read mailbox.go first; box.go keeps the messages, session.go is the SMTP side and handler.go the page.
package mailbox
