package run

import (
	"fmt"
	"slices"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// compile restores every expression and template of the plan, so that a damaged plan is refused whole.
func (c *Core) compile() error {
	if err := c.addSteps(c.plan.Steps); err != nil {
		return err
	}
	for _, exit := range c.plan.Exits {
		if err := c.addProgram(exit.When); err != nil {
			return fmt.Errorf("exit %q: %w", exit.Name, err)
		}
	}
	for name, t := range c.plan.Templates {
		if err := c.addMessage(t); err != nil {
			return fmt.Errorf("template %q: %w", name, err)
		}
	}
	return nil
}

func (c *Core) addSteps(steps []*dsl.Step) error {
	for _, step := range steps {
		c.order[step.Name] = len(c.steps)
		c.steps[step.Name] = step
		if err := c.addStep(step); err != nil {
			return fmt.Errorf("step %q: %w", step.Name, err)
		}
	}
	return nil
}

func (c *Core) addStep(step *dsl.Step) error {
	if err := c.addProgram(step.When); err != nil {
		return err
	}
	if k := c.kinds[step.Kind]; k != nil {
		if ok, err := k.compile(c, step); ok {
			return err
		}
	}
	return fmt.Errorf("has no body for its kind %q", step.Kind)
}

func (c *Core) addProgram(source string) error {
	if source == "" || c.programs[source] != nil {
		return nil
	}
	p, err := expression.Restore(source)
	if err != nil {
		return err
	}
	c.programs[source] = p
	return nil
}

// addValue compiles the templates in an argument's value, however deep.
func (c *Core) addValue(value any) error {
	switch v := value.(type) {
	case string:
		return c.addTemplate(v)
	case []any:
		for _, item := range v {
			if err := c.addValue(item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, item := range v {
			if err := c.addValue(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Core) addMessage(t dsl.PlanTemplate) error {
	for _, text := range []string{t.Subject, t.Body} {
		if err := c.addTemplate(text); err != nil {
			return err
		}
	}
	for locale, translated := range t.Locales {
		if err := c.addMessage(translated); err != nil {
			return fmt.Errorf("locale %q: %w", locale, err)
		}
	}
	return nil
}

func (c *Core) addTemplate(text string) error {
	if c.templates[text] != nil {
		return nil
	}
	t, err := expression.RestoreTemplate(text)
	if err != nil {
		return err
	}
	c.templates[text] = t
	return nil
}

// inOrder is the names of the steps that were reached, in the order of the plan.
func (c *Core) inOrder(s *State) []string {
	names := make([]string, 0, len(s.Steps))
	for name := range s.Steps {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return c.order[a] - c.order[b] })
	return names
}
