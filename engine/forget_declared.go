package engine

import (
	"encoding/json"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
)

// declared returns the words that conditions compare with: the names that a workspace declares, the values that it allows,
// and those of the engine. They are nobody's, whoever says them.
func declared(w *dsl.Workspace) map[string]bool {
	all := map[string]bool{}
	add := func(words ...string) {
		for _, word := range words {
			all[word] = true
		}
	}
	for _, attributes := range []map[string]*dsl.Attribute{w.AccountAttributes, w.ContactAttributes} {
		add(names(attributes)...)
		for _, attribute := range attributes {
			add(attribute.Values...)
		}
	}
	for name, event := range w.Events {
		add(name)
		add(names(event.Properties)...)
		for _, property := range event.Properties {
			add(property.Type.Values...)
		}
	}
	for _, some := range [][]string{
		names(w.Metrics), names(w.Groups), names(w.Segments), names(w.SuccessPlans), names(w.Templates), names(w.Teams), names(w.Playbooks),
	} {
		add(some...)
	}
	declaredLevels(w, add)
	for _, kind := range dsl.TriggerKinds() {
		add(string(kind))
	}
	add(string(run.Completed), string(run.Exited), string(run.Failed), string(run.Forgotten), customer.SourceTend)
	return all
}

func declaredLevels(w *dsl.Workspace, add func(...string)) {
	levels := func(all []*dsl.Level) {
		for _, level := range all {
			add(level.Name)
		}
	}
	levels(w.Tiers)
	for name, scale := range w.Scales {
		add(name)
		levels(scale.Levels)
	}
	for _, score := range w.HealthScores {
		add(score.Name)
		for _, band := range score.Bands {
			add(band.Name)
		}
		for _, measure := range score.Measures {
			add(measure.Name)
		}
	}
	for _, playbook := range w.Playbooks {
		for _, goal := range playbook.Goals {
			add(goal.Name)
		}
	}
}

// playbookWords returns the words of a workspace's playbooks and templates, as they are and in lower case.
func playbookWords(w *dsl.Workspace) map[string]bool {
	all := map[string]bool{}
	for _, playbook := range w.Playbooks {
		raw, err := json.Marshal(playbook.Plan)
		if err != nil {
			continue // Values that JSON lacks are no words.
		}
		for _, word := range words(string(raw)) {
			all[word], all[fold(word)] = true, true
		}
	}
	return all
}
