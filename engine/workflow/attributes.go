package workflow

import (
	"context"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

// The search attributes of a workflow: words of the workspace, nothing of a customer.
var (
	playbookKey = temporal.NewSearchAttributeKeyKeyword("TendPlaybook")
	outcomeKey  = temporal.NewSearchAttributeKeyKeyword("TendOutcome")
)

// SearchAttributes returns the names of the search attributes, all of type keyword. A namespace that is
// created with them is ready at once.
func SearchAttributes() []string {
	return []string{playbookKey.GetName(), outcomeKey.GetName()}
}

// registerAttributes adds our search attributes to a namespace that lacks them, and reports whether it has them then.
// They are optional: without them everything else works.
func registerAttributes(ctx context.Context, sdk client.Client, namespace string) bool {
	operator := sdk.OperatorService()
	known, err := operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return false
	}
	missing := map[string]enums.IndexedValueType{}
	for _, name := range SearchAttributes() {
		kind, ok := known.GetCustomAttributes()[name]
		if ok && kind != enums.INDEXED_VALUE_TYPE_KEYWORD {
			return false
		}
		if !ok {
			missing[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
		}
	}
	if len(missing) == 0 {
		return true
	}
	_, err = operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: missing})
	return err == nil
}
