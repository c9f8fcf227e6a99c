package graph

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// Kind says what a node stands for; it gives the node its colour and its shape.
type Kind string

// The kinds of node.
const (
	Trigger   Kind = "trigger"
	Enrolment Kind = "enrolment"
	Action    Kind = "action"
	Wait      Kind = "wait"
	Choice    Kind = "choice" // one of several ways
	Group     Kind = "group"  // steps that belong together: lanes, loops, timelines
	Stop      Kind = "stop"
	Exit      Kind = "exit"
	Goal      Kind = "goal"
)

// Graph is one playbook as a tree. The order of nodes and ways is that of the source.
type Graph struct {
	Name, Description string
	// Notes is what else is said about the playbook as a whole, such as its owner.
	Notes []Line
	// Triggers start it, any of them; Enrolment says who is let in, nil when everyone is.
	Triggers  []*Node
	Enrolment *Node
	Steps     []*Node
	// Asides hold wherever a run is: its exits and its goals.
	Asides []*Node
}

// Node is one thing that a playbook says.
type Node struct {
	// ID is unique in the graph, and made of letters, digits and underscores.
	ID   string
	Kind Kind
	// Word is the block's word or the action's kind, such as "wait" or "email"; Name is the block's name.
	Word, Name string
	Lines      []Line
	// Ways lead to other steps, as Form says.
	Form Form
	Ways []Way
	// Ends says that nothing follows.
	Ends bool
}

// Form says how a run goes the ways of a node.
type Form int

// The forms.
const (
	One   Form = iota // one of the ways
	All               // all of them at the same time
	Turn              // one after another
	Round             // the only way, again and again
)

// Way is a sequence of steps with the words that lead to it.
type Way struct {
	Label string
	Lines []Line
	Steps []*Node
}

// Line is a fact about a node.
type Line struct {
	Label, Text string
	// Code says that the text is an expression or a template, shown as it was written.
	Code bool
	// Wait says that time passes here.
	Wait bool
}

// New is the graph of a playbook. Its error names the playbook that was probably meant.
func New(w *dsl.Workspace, playbook string) (*Graph, error) {
	pb := w.Playbooks[playbook]
	if pb == nil {
		return nil, fmt.Errorf("there is no playbook %q. %s", playbook, diag.Suggest(playbook, slices.Sorted(maps.Keys(w.Playbooks))))
	}
	g := &Graph{Name: pb.Name, Description: pb.Description}
	d := &drawer{}
	g.about(pb.Outline, d)
	for _, b := range pb.Outline.Blocks {
		g.add(b, d)
	}
	return g, nil
}

// about draws what stands in the playbook itself.
func (g *Graph) about(pb *dsl.Outline, d *drawer) {
	for _, a := range pb.Attributes {
		switch a.Name {
		case "description":
		case "when":
			g.Enrolment = d.node(&dsl.Outline{Word: "enroll", Attributes: []dsl.Written{a}})
		default:
			g.Notes = append(g.Notes, line(a))
		}
	}
}

// add draws a block of the playbook where it belongs.
func (g *Graph) add(b *dsl.Outline, d *drawer) {
	switch kind := drawings[b.Word].kind; kind {
	case Trigger:
		g.Triggers = append(g.Triggers, d.node(b))
	case Enrolment:
		n := d.node(b)
		if g.Enrolment != nil {
			n.Lines = append(g.Enrolment.Lines, n.Lines...)
		}
		g.Enrolment = n
	case Exit, Goal:
		g.Asides = append(g.Asides, d.node(b))
	case "":
		g.Notes = append(g.Notes, folded(b))
	default:
		g.Steps = append(g.Steps, d.node(b))
	}
}
