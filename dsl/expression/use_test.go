package expression_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// describe is a use on one line: its text in the source, and what is said of it.
func describe(src string, u expression.Use) string {
	words := []string{src[u.Start:u.End]}
	if name := strings.Join(u.Path, "."); name != words[0] {
		words = append(words, "is "+name)
	}
	if u.Compared {
		words = append(words, "compared")
	}
	if u.Negated {
		words = append(words, "negated")
	}
	if u.Tested {
		words = append(words, "tested")
	}
	return strings.Join(words, " ")
}

func TestUses(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]string{
		`account.active`:                                                    {"account.active"},
		`!account.active`:                                                   {"account.active negated"},
		`not not account.active`:                                            {"account.active"},
		`account.seats > 5`:                                                 {"account.seats compared"},
		`!(account.seats > 5)`:                                              {"account.seats compared negated"},
		`!(account.active && account.seats > 5)`:                            {"account.active negated", "account.seats compared negated"},
		`!(account.seats + 1 > metric.tickets_30d)`:                         {"account.seats compared negated", "metric.tickets_30d compared negated"},
		`tier not in ["high"]`:                                              {"tier compared"},
		`!(tier in ["high"])`:                                               {"tier compared negated"},
		`!(tier not in ["high"])`:                                           {"tier compared negated"},
		`account.name not contains account.csm`:                             {"account.name compared", "account.csm compared"},
		`!(account.seats == nil)`:                                           {"account.seats compared tested"},
		`!(nil != account["seats"])`:                                        {`account["seats"] is account.seats compared tested`},
		`!is_missing(account.seats)`:                                        {"account.seats tested"},
		`!(type(account?.seats) == "nil")`:                                  {"account?.seats is account.seats compared tested"},
		`!((account.seats ?? 0) > metric.tickets_30d)`:                      {"account.seats compared tested", "metric.tickets_30d compared negated"},
		`!(upper(account.csm) == "A")`:                                      {"account.csm compared negated"},
		`!(account.active ? account.seats > 1 : true)`:                      {"account.active", "account.seats compared negated"},
		`let a = account; !a.active`:                                        {"a.active is account.active negated"},
		`let b = account.seats > 5; !b`:                                     {"account.seats compared negated"},
		`let b = account.seats > 5; !b || b || !b`:                          {"account.seats compared negated", "account.seats compared"},
		`let b = account.seats > 5; true`:                                   nil,
		`none(contacts.champions, account.seats > 5)`:                       {"contacts.champions", "account.seats compared negated"},
		`!none(contacts.champions, account.seats > 5)`:                      {"contacts.champions negated", "account.seats compared"},
		`!any(contacts.champions, .score > 5 && account.active)`:            {"contacts.champions negated", "account.active negated"},
		`account.名前 == "日" || !("日本" == account?.名前)`:                       {"account.名前 compared", "account?.名前 is account.名前 compared negated"},
		`[get(account, "seats"), {a: tier}, account.tags[account.seats:1]]`: {`get(account, "seats") is account.seats`, "tier", "account.tags", "account.seats"},
		`1 < account.seats < 3`:                                             {"account.seats compared"},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			names := scope()
			names["account"].Fields["名前"] = expression.String
			p, problems := expression.Compile(src, names, expression.Any)
			if p == nil {
				require.Fail(t, "not compiled", "%v", problems)
			}
			var got []string
			for _, u := range p.Uses() {
				got = append(got, describe(src, u))
			}
			require.Equal(t, want, got)
		})
	}
}
