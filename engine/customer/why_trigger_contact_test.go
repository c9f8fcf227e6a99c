package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAStatusOfEachContact(t *testing.T) {
	t.Parallel()
	st := customer(t, ofContacts, fallsSilent)
	require.Equal(t, "The account has no contacts.", st.statusOf("1h").Trigger.State)
	st.contacts(at("1h"), "ann", "user", "kim", "champion", "zoe", "user")
	st.login(at("2d"), "kim")
	before := encoded(t, st.s)
	c := st.statusOf("3d")
	require.Equal(t, "Watches each contact on its own. Fires when no event login has come for 10d, once until it comes again.", c.Trigger.Waits)
	require.Equal(t, `Of the account's 3 contacts the silence of 0 has lasted so long. Next comes the contact "ann": `+
		"None has come since it became a contact of the account's on 2026-03-03 10:00. It fires on 2026-03-13 10:00, in 7 days and 1 hour.", c.Trigger.State)
	require.Equal(t, "ann", c.Next.Contact)
	require.Equal(t, Open, c.Rules[1].Verdict, "whom it will be about isn't known")
	require.Equal(t, before, encoded(t, st.s))

	st.advance(at("11d"))
	require.Equal(t, `Of the account's 3 contacts the silence of 2 has lasted so long. Next comes the contact "kim": `+
		"The last one came on 2026-03-05 09:00. It fires on 2026-03-15 09:00, in 1 day.", st.statusOf("11d").Trigger.State)
	w, err := st.core.WhyAt("acme", "p", st.past(), at("10d1h"))
	require.NoError(t, err)
	require.Len(t, w.Cases, 2)
	require.Equal(t, []string{"ann", "zoe"}, []string{w.Cases[0].Decision.Contact, w.Cases[1].Decision.Contact})
	require.Contains(t, w.Cases[1].Trigger.State, "No event login came for 10d. None has come since it became a contact")
	require.NotContains(t, w.Cases[1].Trigger.State, "ann")
}

func TestAStatusOfWhatIsAccumulatedOfEachContact(t *testing.T) {
	t.Parallel()
	st := withContacts(t, thriceIn7d)
	require.Contains(t, st.statusOf("1d").Trigger.State, `Of the account's 3 contacts events of 0 are remembered. The contact "ann": 0 of 3 have come.`)
	st.login(at("2d"), "kim")
	require.Contains(t, st.statusOf("3d").Trigger.State, "events of 1 are remembered.")
	require.Contains(t, st.statusOf("9d").Trigger.State, "events of 0 are remembered.", "it is out")

	st = withContacts(t, loginDebounce)
	require.Contains(t, st.statusOf("1d").Trigger.State, `Of the account's 3 contacts events of 0 are remembered. The contact "ann":`)
	st.login(at("2d"), "kim")
	require.Contains(t, st.statusOf("2d5m").Trigger.State, `events of 1 are remembered. Next comes the contact "kim": It fires on 2026-03-05 09:10 with the event`)
}

func TestAStatusOfWhatBecomesTrueOfEachContact(t *testing.T) {
	t.Parallel()
	st := withContacts(t, championFor)
	c := st.statusOf("2d").Trigger
	require.Equal(t, `Of the account's 3 contacts it is true of 1. Next comes the contact "kim": It has been true since 2026-03-03 10:00.`, c.State)
	require.Equal(t, "true", c.Condition.Value)
	st.advance(at("3d1h").Add(time.Second))
	c = st.statusOf("4d").Trigger
	require.Equal(t, `Of the account's 3 contacts it is true of 1. The contact "ann": It isn't true now.`, c.State)
}

func TestAnExplanationAboutOneContactIsOfItsInstance(t *testing.T) {
	t.Parallel()
	st := withContacts(t, fallsSilent)
	st.login(at("2d"), "kim")
	for contact, state := range map[string]string{
		"kim": "The last one came on 2026-03-05 09:00. It fires on 2026-03-15 09:00, in 10 days.",
		"zoe": "None has come since it became a contact of the account's on 2026-03-03 10:00. It fires on 2026-03-13 10:00, in 8 days and 1 hour.",
		"bob": `The account has no contact "bob", so that nothing is watched.`,
	} {
		whom := Subject{Contact: contact}
		w, err := st.core.About(whom).Why(st.s, "p", at("2d"), st.last(whom))
		require.NoError(t, err)
		require.Equal(t, state, w.Cases[0].Trigger.State)
		if contact == "bob" {
			require.Nil(t, w.Cases[0].Next)
			continue
		}
		require.Equal(t, contact, w.Cases[0].Next.Contact)
		then, err := st.core.About(whom).WhyAt("acme", "p", st.past(), at("4d"))
		require.NoError(t, err)
		require.Equal(t, contact, then.Cases[0].Next.Contact)
	}
}
