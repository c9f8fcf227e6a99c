package dsl

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl/expression"
)

// scopeCache keeps what many expressions read; it is made when all of that is declared.
type scopeCache struct {
	constants expression.Scope
	facts     expression.Scope
	// metrics is the metrics of accounts, contactMetrics those of contacts too.
	metrics, contactMetrics *metricTypes
}

// metricTypes is what expressions read of metrics.
type metricTypes struct{ all, previous, change expression.Type }

// constants is what every expression reads: var and local.
func (l *loader) constants() expression.Scope {
	if l.facts.constants == nil {
		l.facts.constants = expression.Scope{"var": l.variablesType(), "local": l.values.typeOf("local", l.ws.Locals)}
	}
	return maps.Clone(l.facts.constants)
}

func (l *loader) accountType() expression.Type {
	return objectOf(l.ws.AccountAttributes, ownFields["account"])
}

func (l *loader) contactType() expression.Type {
	return objectOf(l.ws.ContactAttributes, ownFields["contact"])
}

func objectOf(attributes map[string]*Attribute, own []string) expression.Type {
	fields := make(map[string]expression.Type, len(attributes)+len(own))
	for name, a := range attributes {
		fields[name] = a.Type
	}
	for _, name := range own {
		fields[name] = expression.String
	}
	return expression.Object(fields)
}

// metricScope is attributes and metrics: what is known of an account before anything is classified.
func (l *loader) metricScope() scope {
	if l.facts.metrics == nil {
		l.facts.metrics = l.typesOfMetrics(false)
	}
	s := l.accountScope()
	s.names = l.facts.metrics.addTo(s.names)
	return s
}

func (m *metricTypes) addTo(s expression.Scope) expression.Scope {
	return s.With("metric", m.all).With("previous", m.previous).With("change", m.change)
}

// typesOfMetrics is the types of the metrics, those of contacts only if they are asked for. A metric
// with a window has a value in the window before, and a number a change against it.
func (l *loader) typesOfMetrics(contacts bool) *metricTypes {
	all, previous, change := map[string]expression.Type{}, map[string]expression.Type{}, map[string]expression.Type{}
	for name, m := range l.ws.Metrics {
		if m.OfContact && !contacts {
			continue
		}
		all[name] = m.Type
		if m.Windowed() {
			previous[name] = m.Type
			if m.Type.Kind == expression.KindNumber {
				change[name] = expression.Number
			}
		}
	}
	return &metricTypes{expression.Object(all), expression.Object(previous), expression.Object(change)}
}

// withContact adds a contact, and where metrics and segments can be read, those of contacts.
func (l *loader) withContact(p scope) scope {
	p = p.with("contact", l.contactType())
	if _, facts := p.names["metric"]; !facts {
		return p
	}
	if l.facts.contactMetrics == nil {
		l.facts.contactMetrics = l.typesOfMetrics(true)
	}
	p.names = l.facts.contactMetrics.addTo(p.names)
	if _, facts := p.names["segment"]; facts {
		p = p.with("segment", l.segmentsType(true))
	}
	return p
}

// accountScope is what is known of an account before anything is computed.
func (l *loader) accountScope() scope {
	return scope{names: l.constants().With("account", l.accountType())}
}

// milestoneScope is what milestones read: metrics come before them, tiers and health after.
func (l *loader) milestoneScope() scope {
	return l.metricScope().with("contacts", l.groupsType())
}

// tierScope is what tiers read: success plans come before them.
func (l *loader) tierScope() scope {
	return l.milestoneScope().with("success_plan", l.plansType())
}

// scaleScope is what scales read: tiers come before them.
func (l *loader) scaleScope() scope {
	return l.tierScope().with("tier", levelType(l.ws.Tiers))
}

// measureScope is what health scores read: tiers and scales come before them.
func (l *loader) measureScope() scope {
	return l.scaleScope().with("scale", l.scalesType())
}

// segmentScope is what segments read: health comes before them.
func (l *loader) segmentScope() scope {
	return l.measureScope().with("health", l.healthType())
}

// factsScope is every fact of an account.
func (l *loader) factsScope() scope {
	if l.facts.facts == nil {
		l.facts.facts = l.segmentScope().names.
			With("segment", l.segmentsType(false)).
			With("running", l.runningType())
	}
	return scope{names: maps.Clone(l.facts.facts)}
}

func (l *loader) groupsType() expression.Type {
	fields := map[string]expression.Type{}
	for name := range l.ws.Groups {
		fields[name] = expression.List(l.contactType())
	}
	return expression.Object(fields)
}

func (l *loader) plansType() expression.Type {
	fields := map[string]expression.Type{}
	for name, p := range l.ws.SuccessPlans {
		facts := map[string]expression.Type{
			"stage":     {Kind: expression.KindString, Values: p.milestoneNames()},
			"completed": expression.Bool,
			"overdue":   expression.Bool,
			"days":      expression.Number,
			// Since when the stage is the first milestone that isn't reached.
			"days_in_stage": expression.Number,
		}
		if len(p.Objectives) > 0 {
			facts["objectives"] = p.objectivesType()
		}
		fields[name] = expression.Object(facts)
	}
	return expression.Object(fields)
}

func (l *loader) scalesType() expression.Type {
	fields := map[string]expression.Type{}
	for name, s := range l.ws.Scales {
		fields[name] = levelType(s.Levels)
	}
	return expression.Object(fields)
}

// segmentsType is the segments of accounts, and those of contacts if they are asked for.
func (l *loader) segmentsType(contacts bool) expression.Type {
	fields := map[string]expression.Type{}
	for name, s := range l.ws.Segments {
		if contacts || !s.OfContact {
			fields[name] = expression.Type{Kind: expression.KindBool, Present: true}
		}
	}
	return expression.Object(fields)
}

func (l *loader) healthType() expression.Type {
	return expression.Object(map[string]expression.Type{
		"score":    expression.Number,
		"band":     {Kind: expression.KindString, Values: l.bandNames()},
		"trend":    expression.Number,
		"measures": l.measuresType(),
	})
}

func (l *loader) measuresType() expression.Type {
	fields := map[string]expression.Type{}
	for _, name := range l.measureNames() {
		fields[name] = expression.Number
	}
	return expression.Object(fields)
}

func (l *loader) measureNames() []string {
	all := map[string]bool{}
	for _, h := range l.ws.HealthScores {
		for _, m := range h.Measures {
			all[m.Name] = true
		}
	}
	return names(all)
}

func (l *loader) runningType() expression.Type {
	fields := map[string]expression.Type{}
	for name := range l.ws.Playbooks {
		fields[name] = expression.Bool
	}
	return expression.Object(fields)
}

// eventScope adds an event, and the contact that it is about.
func (l *loader) eventScope(p scope, e *Event) scope {
	p = p.with("event", l.eventType(e))
	if e.AboutContact {
		p = l.withContact(p)
	}
	return p
}

// eventType is an event's properties, and what every event has.
func (l *loader) eventType(e *Event) expression.Type {
	fields := map[string]expression.Type{"id": expression.String, "type": expression.String, "time": expression.Time}
	for name, p := range e.Properties {
		fields[name] = p.Type
	}
	if e.AboutContact {
		fields["contact"] = l.contactType()
	}
	return expression.Object(fields)
}

// either is the type of a value that is of one of two types.
func either(a, b expression.Type) expression.Type {
	if a.Kind != b.Kind || a.Kind == expression.KindList {
		return expression.Any
	}
	present := a.Present && b.Present
	switch {
	case a.Kind == expression.KindObject:
		fields := maps.Clone(a.Fields)
		for name, t := range b.Fields {
			if known, both := fields[name]; both {
				t = either(known, t)
			} else {
				t.Present = false
			}
			fields[name] = t
		}
		for name, t := range a.Fields {
			if _, both := b.Fields[name]; !both {
				t.Present = false
				fields[name] = t
			}
		}
		return expression.Object(fields)
	case len(a.Values) > 0 && len(b.Values) > 0:
		values := slices.Concat(a.Values, b.Values)
		slices.Sort(values)
		return expression.Type{Kind: a.Kind, Values: slices.Compact(values), Present: present}
	}
	return expression.Type{Kind: a.Kind, Present: present}
}
