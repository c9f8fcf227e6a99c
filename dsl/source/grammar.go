package source

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Grammar is what a reader of files has to know of the language: JSON doesn't say which of its properties are
// blocks, and a mistake is explained by what stands in its place elsewhere.
type Grammar struct {
	// Top is the blocks at the top of a file, All those and the ones inside of others.
	Top, All []*Form
	// Steps is the types of the blocks that are steps, whose order is that of a list in JSON.
	Steps []string
}

// Form is the form of a block.
type Form struct {
	// Type begins the block; Kind is its first label where that chooses among several forms of one type.
	Type, Kind string
	// Labels names the labels that follow the type.
	Labels     []string
	Attributes []Attribute
	// Blocks is the blocks that can stand inside.
	Blocks []*Form
}

// Attribute is an attribute of a block.
type Attribute struct {
	Name string
	// Expression tells an attribute whose string is an expression, Type one whose value is a type.
	Expression, Type bool
}

// attribute is the attribute of a name; empty when there is none, or no form.
func (f *Form) attribute(name string) Attribute {
	if f == nil {
		return Attribute{}
	}
	i := slices.IndexFunc(f.Attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}
	}
	return f.Attributes[i]
}

// formOf is the form of a block among those that can stand where it does; nil when it is none of them.
func formOf(b *hclsyntax.Block, among []*Form) *Form {
	i := slices.IndexFunc(among, func(f *Form) bool {
		return f.Type == b.Type && (f.Kind == "" || len(b.Labels) > 0 && b.Labels[0] == f.Kind)
	})
	if i < 0 {
		return nil
	}
	return among[i]
}

// beginsBlock reports whether a block begins with the word.
func (g *Grammar) beginsBlock(word string) bool {
	return slices.ContainsFunc(g.All, func(f *Form) bool { return f.Type == word })
}

// namesAttribute reports whether some block has an attribute of the name.
func (g *Grammar) namesAttribute(name string) bool {
	return slices.ContainsFunc(g.All, func(f *Form) bool { return f.attribute(name).Name != "" })
}

// namesExpression reports whether an attribute of the name is an expression in some block.
func (g *Grammar) namesExpression(name string) bool {
	return slices.ContainsFunc(g.All, func(f *Form) bool { return f.attribute(name).Expression })
}

// isStep reports whether the blocks of a type are steps.
func (g *Grammar) isStep(blockType string) bool { return slices.Contains(g.Steps, blockType) }

// stepsAmong is the forms among others that are those of steps.
func (g *Grammar) stepsAmong(forms []*Form) []*Form {
	return slices.DeleteFunc(slices.Clone(forms), func(f *Form) bool { return !g.isStep(f.Type) })
}
