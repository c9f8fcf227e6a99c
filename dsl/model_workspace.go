package dsl

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Workspace is everything that a folder of playbooks declares: typed, checked, immutable.
//
// Names are unique within each map. Slices keep the order of the source, which means something there:
// the first tier and the first health score that match are taken.
type Workspace struct {
	// Hash identifies the content: two workspaces with one hash decide alike.
	Hash string
	// Locale is the language of templates where a contact has none, such as "ja".
	Locale string
	// Calendar names the calendar that Hours is; empty: the default one.
	Calendar string
	// Hours is the business calendar, with the workspace's time zone.
	Hours *calendar.Calendar
	// Retention is how long what happened is kept; nil: for ever.
	Retention *calendar.Duration
	// Customers says who can be in a playbook at all; nil: everyone.
	Customers *Condition
	// Vars and Locals are the values that expressions read as var.x and local.y: JSON values.
	Vars, Locals map[string]any

	Calendars         map[string]*Calendar
	AccountAttributes map[string]*Attribute
	ContactAttributes map[string]*Attribute
	Events            map[string]*Event // declared and built-in
	Metrics           map[string]*Metric
	Groups            map[string]*Group
	Tiers             []*Level
	Scales            map[string]*Scale
	Segments          map[string]*Segment
	HealthScores      []*HealthScore
	SuccessPlans      map[string]*SuccessPlan
	Templates         map[string]*Template
	Teams             map[string]*Team
	Playbooks         map[string]*Playbook

	CommunicationLimits map[string]*CommunicationLimits
	Guards              map[string]*Guard

	// Unsupported is what this version can't run yet, outside of drafts: errors for a run, which refuses them.
	Unsupported diag.Diagnostics

	facts map[string]string
	// asked is what conditions can read that are asked outside of the files.
	asked expression.Scope
}

func newWorkspace() *Workspace {
	return &Workspace{
		Locale:            "en",
		Hours:             calendar.Default(time.UTC),
		Vars:              map[string]any{},
		Locals:            map[string]any{},
		Calendars:         map[string]*Calendar{},
		AccountAttributes: map[string]*Attribute{},
		ContactAttributes: map[string]*Attribute{},
		Events:            map[string]*Event{},
		Metrics:           map[string]*Metric{},
		Groups:            map[string]*Group{},
		Scales:            map[string]*Scale{},
		Segments:          map[string]*Segment{},
		SuccessPlans:      map[string]*SuccessPlan{},
		Templates:         map[string]*Template{},
		Teams:             map[string]*Team{},
		Playbooks:         map[string]*Playbook{},

		CommunicationLimits: map[string]*CommunicationLimits{},
		Guards:              map[string]*Guard{},
	}
}

var workspaceSchema = &schema{
	word: "workspace", doc: "What holds for all playbooks of the folder.",
	attrs: []attr{
		{name: "time_zone", kind: kindString, def: `"UTC"`, example: `"Europe/London"`, doc: "The zone of days and business hours, by its IANA name. When it is edited, days, schedules and all that is due go by the new one from then on, and nothing that the clock has passed already comes again."},
		{name: "locale", kind: kindString, def: `"en"`, example: `"ja"`, doc: "The tag of the language of templates where a contact has none."},
		{name: "calendar", kind: kindName, example: `"office"`, doc: "The calendar that business time is counted on; without it, Monday to Friday, 09:00 to 18:00."},
		{name: "retention", kind: kindClock, example: `"800d"`, doc: "How long what happened is kept; without it, for ever (scores for two years). " +
			"What is older is removed for good: events, decisions, scores, goals that have ended, and runs that have ended with their timelines, tasks, and mails in the own mailbox. What is known of an account, runs in progress, tasks that are to be done and what waits stays. " +
			"Events of an older time are refused, so that none is taken twice. A metric that is added later is filled back from what is kept, and says so when that isn't all."},
		{name: "customers", kind: kindCondition, example: `"account.status == 'customer'"`, doc: "Who can be in a playbook at all; without it, every account."},
	},
	example: `workspace {
  time_zone = "Asia/Tokyo"
  locale    = "ja"
  calendar  = "office"
  customers = "account.status == 'customer'"
}`,
}

func (l *loader) declareWorkspace() {
	all := l.top["workspace"]
	if len(all) == 0 {
		return
	}
	for _, second := range all[1:] {
		l.Errorf(diag.CodeDuplicate, diag.RangeOf(second.DefRange()), "Block written twice",
			"A folder is one workspace; its block is at %s already.", diag.RangeOf(all[0].DefRange()))
	}
	b := l.open(all[0], workspaceSchema)
	if b == nil {
		return
	}
	if locale := b.str("locale"); locale != "" && l.checkLanguage(locale, b.at("locale")) {
		l.ws.Locale = locale
	}
	if zone := b.str("time_zone"); zone != "" {
		l.zone(b, zone)
	}
	l.ws.Retention = b.plainDuration("retention")
	l.addCheck(func() {
		l.workspaceCalendar(b)
		l.ws.Customers = b.condition("customers", l.factsScope())
	})
}

func (l *loader) zone(b *block, name string) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		l.Errorf(diag.CodeUnknownZone, b.at("time_zone"), "Unknown time zone",
			"There is no time zone %q. Write its IANA name, such as \"Europe/London\" or \"Asia/Tokyo\".", name)
		return
	}
	l.ws.Hours = calendar.Default(zone)
}
