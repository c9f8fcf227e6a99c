// Package graph draws one playbook: what starts it, who is enrolled, its steps with their waits and
// ways, and what ends it early. A playbook of a checked workspace goes in, a Graph comes out, plain data
// that SVG and Mermaid draw. Everything here is pure, and the same playbook gives the same bytes.
//
// A picture says what the playbook says, in its own words: expressions and templates are shown as they
// were written, shortened where they are long. An SVG's tooltips have them whole.
package graph
