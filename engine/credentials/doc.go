// Package credentials is what the server and the clients of one Temporal know each other by: an authority
// that is made for one folder, and vouches for nobody else. Who can read the folder gets in, with our client
// or with Temporal's own tools and workers; who can't gets nothing. It knows neither side.
//
// The credentials don't expire: a process that runs for years, or a machine whose clock is wrong, must not be
// shut out, and who could steal them anew each month could as well read the state beside them. They are
// withdrawn by removing the folder while the server is down: the next start makes others.
package credentials
