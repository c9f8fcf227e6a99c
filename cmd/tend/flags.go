package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// choice is a flag that takes one of a few words.
type choice struct {
	value *string
	words []string
}

// String returns the word chosen.
func (c choice) String() string { return *c.value }

// Set sets the word; its error lists the words.
func (c choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("choose one of %s", strings.Join(c.words, ", "))
	}
	*c.value = word
	return nil
}

// Type returns what help shows as the value.
func (c choice) Type() string { return "string" }

// amount is a flag that takes a number of things, 0 for all.
type amount struct{ value *int }

// String returns the number.
func (a amount) String() string {
	if a.value == nil {
		return "0"
	}
	return strconv.Itoa(*a.value)
}

// Set sets the number.
func (a amount) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return errors.New("give a whole number, 0 for all")
	}
	*a.value = n
	return nil
}

// Type returns what help shows as the value.
func (a amount) Type() string { return "int" }

// limit adds the flag that says how much of a list is read.
func limit(c *cobra.Command, value *int) {
	c.Flags().Var(amount{value}, "limit", "list at most so many, 0 for all")
}

// oneOf adds a flag that takes one of a few words, and completes them.
func oneOf(c *cobra.Command, flags *pflag.FlagSet, value *string, name, preset, usage string, words ...string) {
	*value = preset
	flags.Var(choice{value: value, words: words}, name, usage)
	// It fails only for a flag that doesn't exist, and it was just added.
	_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// filter returns a query of the filters that are set, given as name, value, name, value.
func filter(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// pairs reads arguments as key=value.
func pairs(args []string) (map[string]string, error) {
	out := map[string]string{}
	for _, arg := range args {
		key, value, found := strings.Cut(arg, "=")
		if !found || key == "" {
			return nil, usageError{fmt.Errorf("%q isn't key=value", arg)}
		}
		if _, twice := out[key]; twice {
			return nil, usageError{fmt.Errorf("%s is given twice", key)}
		}
		out[key] = value
	}
	return out, nil
}

// completionTimeout is how long a shell waits for an engine's names.
const completionTimeout = 2 * time.Second

// completeIDs completes the first argument with IDs that the engine lists under a path.
func (f *clientFlags) completeIDs(query url.Values, path ...string) cobra.CompletionFunc {
	complete := f.completeFlag(query, path...)
	return func(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(c, args, begun)
	}
}

// completeFlag completes a flag with IDs that the engine lists under a path; without an engine, with
// nothing.
func (f *clientFlags) completeFlag(query url.Values, path ...string) cobra.CompletionFunc {
	return func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		cl, err := newClient(f.engine)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(c.Context(), completionTimeout)
		defer cancel()
		list, err := collect[struct{ ID, Name string }](ctx, cl, largestPage, query, path...)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var ids []string
		for _, item := range list.Items {
			ids = append(ids, cmp.Or(item.ID, item.Name)) // A playbook's name is its ID.
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}

// fastest is how many times faster than the wall clock playbook time passes at most: a year in half a minute. Soon after
// that, time would run out of the years that are written with four digits.
const fastest = 1_000_000

// speed is a flag that takes how many times faster than the wall clock playbook time passes.
type speed struct{ value *float64 }

// String returns the number.
func (s speed) String() string {
	if s.value == nil {
		return "0"
	}
	return strconv.FormatFloat(*s.value, 'g', -1, 64)
}

// Set sets the number.
func (s speed) Set(text string) error {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return errors.New("it isn't a number")
	case err != nil || !(n > 0 && n <= fastest):
		return fmt.Errorf("choose a number above 0, and of at most %d", fastest)
	}
	*s.value = n
	return nil
}

// Type returns what help shows as the value.
func (s speed) Type() string { return "float" }
