package diag

// Code names a kind of diagnostic. Codes are stable: one that is given up isn't used again.
type Code string

// Files and HCL itself.
const (
	CodeUnreadable Code = "TD001" // a file or folder can't be read
	CodeSyntax     Code = "TD002" // HCL can't be parsed
	CodeBrackets   Code = "TD003" // ${, %{ or $${ where something else was meant
	CodeEmpty      Code = "TD004" // no file in the folder
)

// Blocks and attributes, whatever their meaning.
const (
	CodeUnknownBlock Code = "TD101" // no such block here
	CodeUnsupported  Code = "TD102" // a part of the language that this version can't run
	CodeUnknownName  Code = "TD103" // no such attribute in the block
	CodeMissing      Code = "TD105" // a required attribute or block is absent
	CodeLabels       Code = "TD106" // too few or too many names after the block's word
	CodeName         Code = "TD107" // a name that expressions could not use
	CodeDuplicate    Code = "TD108" // the same name twice
	CodeWrongType    Code = "TD109" // a value of another type than the attribute takes
	CodeValue        Code = "TD110" // a value that isn't allowed
	CodeDuration     Code = "TD111" // not a duration
	CodeOneOf        Code = "TD112" // attributes that exclude or need each other
)

// Expressions and templates.
const (
	CodeExpression  Code = "TD201" // a mistake in an expression
	CodeNotLiteral  Code = "TD202" // a decision that isn't a plain string
	CodeTemplate    Code = "TD203" // a mistake in {{ … }}
	CodeTooEarly    Code = "TD204" // a step's result is used before the step
	CodeUnreached   Code = "TD205" // `!steps.x.y` of a step that may not be reached
	CodeNegated     Code = "TD206" // `!(a > b)` of values that may be missing
	CodeTranslation Code = "TD207" // a translation that leaves something out
	CodeLostLink    Code = "TD208" // a link in a mail that leads nowhere
)

// Values that are known at load.
const (
	CodeUnknownVariable Code = "TD301" // no such variable or local
	CodeCycle           Code = "TD302" // locals or metrics that need each other
	CodeFile            Code = "TD303" // file(…) can't be read
	CodeEnv             Code = "TD304" // env(…) isn't set
	CodeEvaluation      Code = "TD305" // any other mistake of HCL's evaluation
	CodeSecret          Code = "TD306" // env(…) where a value is stored, shown or sent
	CodeOwnSetting      Code = "TD307" // env(…) of a setting of Tend's own
)

// The customer model.
const (
	CodeUnknownType      Code = "TD401" // no such type of attribute or property
	CodeUnknownEvent     Code = "TD402" // no such event
	CodeReserved         Code = "TD403" // a name that belongs to the engine
	CodeOrder            Code = "TD404" // blocks whose order matters stand in several files
	CodeUnreachable      Code = "TD405" // a level or health score that nothing can reach
	CodeNoCatchAll       Code = "TD406" // accounts may be left without a level
	CodeWeights          Code = "TD407" // weights of measures
	CodeBands            Code = "TD408" // bands of a health score
	CodeUnknownZone      Code = "TD409" // no such time zone
	CodeNoLead           Code = "TD410" // several teams and none that the playbook's owner belongs to
	CodeAggregate        Code = "TD411" // more than one aggregate of a metric
	CodeUnknownReference Code = "TD412" // a plan, milestone, band, measure or template that isn't declared
	CodeAboutAccount     Code = "TD413" // a fact of contacts from an event about the account
	CodeRetention        Code = "TD414" // what looks further back than events are kept
)

// Playbooks.
const (
	CodeUnknownTrigger   Code = "TD501" // no such kind of trigger
	CodeNeverFires       Code = "TD503" // a trigger that can never fire
	CodeNoSteps          Code = "TD504" // nothing to do
	CodeUnknownAction    Code = "TD505" // no such kind of action
	CodeUnknownArg       Code = "TD506" // no such argument of the action or playbook
	CodeMissingArg       Code = "TD507" // a required argument is absent
	CodeArg              Code = "TD508" // an argument of the wrong kind
	CodeNoWait           Code = "TD509" // `wait` on an action that is never answered
	CodeCase             Code = "TD510" // a case that can't be taken
	CodePerContact       Code = "TD511" // per = "contact" where no contact is known
	CodeNoEffect         Code = "TD512" // a part that changes nothing
	CodeUnreachableStep  Code = "TD513" // a step after the end
	CodePlayCircle       Code = "TD514" // playbooks that start each other
	CodeExclusive        Code = "TD515" // playbooks of a group with equal priority
	CodeNeverBecomesTrue Code = "TD516" // an expression that can't turn true, or false
	CodePointOrder       Code = "TD517" // points of a timeline out of order
	CodeNoSender         Code = "TD518" // a message that comes from nobody
)

// Policies.
const (
	CodeUnknownTag Code = "TD601" // a tag that no playbook and no action carries
)

// Modules.
const (
	CodeModuleSource Code = "TD701" // the folder of a library that can't be read
	CodeModuleCircle Code = "TD702" // a library that brings itself
	CodeModuleBlock  Code = "TD703" // a block that a library can't have
)
