package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// What an action would refuse for good is refused at the door, in its words.
func TestTheDoorKnowsWhereMailCanGo(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`attribute "account" "csm" { type = member }`)
	put := func(csm, email string) error {
		u := engine.AccountUpdate{Attributes: map[string]any{"csm": csm}, Contacts: []customer.Contact{{ID: "bob", Email: email}}}
		_, err := h.Engine.PutAccount(t.Context(), "acme", u)
		return err
	}
	for _, fine := range []string{"", "bob@x.example", "foo..bar.@docomo.example", `"foo..bar."@docomo.example`, "bob+tend@x.example"} {
		require.NoError(t, put(fine, fine), fine)
	}
	for bad, says := range map[string]string{
		"Bob <bob@x.example>":                  "write the address alone, without a name and <>",
		"<bob@x.example>":                      "write the address alone, without a name and <>",
		"bob@x.example (Bob)":                  "it has a blank",
		" bob@x.example":                       "it has a blank",
		"bob@x.example\u200b":                  "a character that can't be seen",
		"bob\u202e@x.example":                  "a character that can't be seen",
		"bob@[127.0.0.1]":                      "write the domain's name",
		`"john doe"@x.example`:                 "it has a blank",
		`"a@b"@x.example`:                      "can't stand before the @",
		`"x@evil.example>Y=<"@acme.example`:    "write the address alone",
		strings.Repeat("a", 65) + "@x.example": "more than 64 bytes before the @",
	} {
		var invalid *engine.InvalidError
		require.ErrorAs(t, put(bad, "bob@x.example"), &invalid, bad)
		require.Equal(t, "attributes.csm", invalid.Problems[0].Field)
		require.Contains(t, invalid.Problems[0].Reason, says, "a member's")
		require.ErrorAs(t, put("", bad), &invalid, bad)
		require.Equal(t, "contacts[0].email", invalid.Problems[0].Field)
		require.Contains(t, invalid.Problems[0].Reason, says, "a contact's")
	}
}
