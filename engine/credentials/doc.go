// Package credentials authenticates the server and the clients of one Temporal to each other, by an authority that
// is made for one folder and signs nobody else. Who can read the folder gets in, with our client or with Temporal's
// own tools and workers; who can't gets nothing. It knows neither side.
//
// The credentials don't expire: a process that runs for years, or a machine whose clock is wrong, must not be
// locked out, and who could steal them anew each month could as well read the state beside them. They are revoked
// by removing the folder while the server is down: the next start makes others.
//
// Read authority.go first.
package credentials
