package dsl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// schemas is the blocks that can stand at the top of a file, in the order of the reference.
func schemas() []*schema {
	return []*schema{
		workspaceSchema, calendarSchema, variableSchema, localsSchema, attributeSchema, groupSchema, eventSchema, metricSchema,
		tierSchema, scaleSchema, segmentSchema, healthScoreSchema, successPlanSchema, teamSchema, templateSchema, playbookSchema,
		communicationLimitsSchema, guardSchema, moduleSchema,
	}
}

// innerSchemas is the blocks that stand inside others: one for each word, but several for `trigger`,
// one for each of its kinds.
func innerSchemas() []*schema {
	all := []*schema{
		levelSchema, measureSchema, bandSchema, milestoneSchema, objectiveSchema, memberSchema, localeSchema,
		paramSchema, enrollSchema, exitSchema, goalSchema, caseSchema, defaultSchema, laneSchema, pointSchema, variantSchema,
	}
	for _, kind := range stepKinds() {
		all = append(all, kind.schema)
	}
	for _, kind := range triggerKinds() {
		all = append(all, kind.schema())
	}
	return all
}

// allSchemas is the schemas of all blocks.
func allSchemas() []*schema { return slices.Concat(schemas(), innerSchemas()) }

// inside is the schemas of the blocks that can stand inside a block, in the order of its words.
func (s *schema) inside() []*schema {
	if s == nil {
		return nil
	}
	var all []*schema
	known := innerSchemas()
	for _, word := range s.inner() {
		for _, inner := range known {
			if inner.word == word {
				all = append(all, inner)
			}
		}
	}
	return all
}

// schemaOf is the schema of a block among those that may stand where it does; nil when it is none of them.
func schemaOf(b *hclsyntax.Block, among []*schema) *schema {
	i := slices.IndexFunc(among, func(s *schema) bool {
		return s.word == b.Type && (s.kind == "" || len(b.Labels) > 0 && b.Labels[0] == s.kind)
	})
	if i < 0 {
		return nil
	}
	return among[i]
}

// topBlocks is the words that can begin a block at the top of a file.
func topBlocks() []string {
	var all []string
	for _, s := range schemas() {
		all = append(all, s.word)
	}
	return all
}
