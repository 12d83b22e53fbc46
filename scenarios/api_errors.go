package scenarios

import (
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Values of the tag api: a call of the ECS API; a service, whose settings the API would refuse alike, though they are
// faults; and settings, or the upper ends of their ranges, that are ecssim's own.
const (
	apiCall    = "call"
	apiService = "service"
	ownSetting = "own"
	ownAbove   = "own above"
)

// scope is what is being read, as the API sees it.
type scope struct {
	call    bool          // a call of the timeline: what the API refuses of it is no fault of the scenario
	key     string        // path of what is read
	stage   stage         // what is looked at
	refusal *sim.APIError // the first in the API's order so far
	at      stage         // of refusal
	// unmodelled are settings that aren't modelled yet. They are told only if the API takes what they stand in.
	unmodelled []Fault
}

// stage says what of a call is looked at. The API looks in this order (observed: cluster, service, then the rest).
type stage uint8

const (
	ofCluster stage = iota
	ofService
	ofParameters // one by one
	ofRules      // between parameters, and what they name
)

// refuse takes in one refusal: the first one of the earliest stage is the API's answer.
func (s *scope) refuse(err *sim.APIError) {
	if s.refusal == nil || s.stage < s.at {
		s.refusal = &sim.APIError{Exception: err.Exception, Message: printable(err.Message)}
		s.at = s.stage
	}
}

// unworded is the refusal of a parameter, by its key, where no words of the API's are known: by the pattern of those that
// were seen for a field.
func unworded(key string) *sim.APIError {
	name := key[strings.LastIndexByte(key, '.')+1:]
	name, _, _ = strings.Cut(name, "[")
	return sim.Invalid("%s is invalid", name)
}

// refusable says whether the API could be the one who finds a fault of a kind. Unknown keys, other types and what is
// missing never get as far: clients refuse them (tried with botocore).
func refusable(kind Kind) bool {
	return kind == OutOfRange || kind == Duplicate || kind == Dangling || kind == Conflict
}

// enter makes what a field says of the API the scope, until the function that it gives is called.
func (b *binder) enter(n *node, f *field) func() {
	before := b.scope
	switch f.api {
	case apiCall:
		b.scope = &scope{call: true, key: n.key, stage: ofParameters}
		b.calls[n] = b.scope
	case apiService:
		b.scope = &scope{key: n.key, stage: ofParameters}
	case ownSetting:
		b.scope = nil
	default:
		return func() {}
	}
	return func() { b.scope = before }
}

// leave makes nothing of the API's the scope, until the function that it gives is called.
func (c *collector) leave() func() {
	before := c.scope
	c.scope = nil
	return func() { c.scope = before }
}

// inScope does something with a scope. What isn't modelled yet is told when all that the API could object to is known.
func (c *collector) inScope(s *scope, do func()) {
	before := c.scope
	c.scope = s
	do()
	c.scope = before
	if s.refusal == nil {
		for _, f := range s.unmodelled {
			c.add(f)
		}
	}
}

// looksAt says what of a call is looked at from now on.
func (c *collector) looksAt(of stage) {
	if c.scope != nil {
		c.scope.stage = of
	}
}

// takesEffect says whether nothing has been found so far for which the API refuses what is being read.
func (c *collector) takesEffect() bool { return c.scope == nil || c.scope.refusal == nil }

// says adds a fault for which the API says err; nil: its words aren't known. detail is what there is to say besides.
func (c *collector) says(n *node, kind Kind, err *sim.APIError, detail, hint string) {
	c.tell(faultAt(n, n.value, kind, c.worded(err, detail), hint), err)
}

// worded is the message of a fault: the API's words with the detail behind, where the API refuses it, else the other way
// round.
func (c *collector) worded(err *sim.APIError, detail string) string {
	switch {
	case err == nil || err.Message == "":
		return detail
	case detail == "":
		return err.Message
	case c.scope == nil:
		return fmt.Sprintf("%s (ECS says: %s)", detail, err.Message)
	}
	return fmt.Sprintf("%s (%s)", err.Message, detail)
}

// invalid is an InvalidParameterException with a message, or nil where none is known.
func invalid(said string) *sim.APIError {
	if said == "" {
		return nil
	}
	return &sim.APIError{Exception: sim.InvalidParameter, Message: said}
}

// enumRefusal is what the API says of a word that a parameter doesn't know: of all that were seen, by one pattern.
func (b *binder) enumRefusal(f *field) *sim.APIError {
	switch {
	case b.scope == nil:
		return nil
	case f.said == "" && f.name != "":
		return sim.Invalid("%s should be one of [%s]", f.name, strings.Join(f.enum, ","))
	}
	return invalid(f.said)
}

// rangeRefusal is what the API says of a value beyond its range, by the pattern of those that were seen.
func (b *binder) rangeRefusal(f *field, below bool) *sim.APIError {
	low, high, _ := strings.Cut(f.bounds, "..")
	switch {
	case b.scope == nil:
		return nil
	case below && f.below == "" && f.name != "":
		return sim.Invalid("%s must be at least %s", f.name, low)
	case !below && f.above == "" && f.name != "":
		return sim.Invalid("%s must be at most %s", f.name, high)
	case below:
		return invalid(f.below)
	}
	return invalid(f.above)
}

// itemsRefusal is what the API says of a list that is too long, by the pattern of those that were seen.
func (b *binder) itemsRefusal(f *field, count, most int) *sim.APIError {
	switch {
	case b.scope == nil || count <= most:
		return nil
	case f.many == "":
		return sim.Invalid("%s can have at most %d items.", f.name, most)
	}
	return invalid(f.many)
}

// Refusals of the API, word for word as they were observed.

func clusterNotFound() *sim.APIError {
	return &sim.APIError{Exception: sim.ClusterNotFound, Message: "Cluster not found."}
}

// serviceNotFoundInDelete is what DeleteService says: its message is empty.
func serviceNotFoundInDelete() *sim.APIError { return &sim.APIError{Exception: sim.ServiceNotFound} }

func definitionNotFound() *sim.APIError {
	return &sim.APIError{Exception: sim.ClientException, Message: "TaskDefinition not found."}
}

func definitionInactive() *sim.APIError {
	return &sim.APIError{Exception: sim.ClientException, Message: "TaskDefinition is inactive"}
}

func platformUnknown() *sim.APIError {
	return &sim.APIError{Exception: sim.PlatformUnknown, Message: "The specified platform does not exist."}
}

func platformIncompatible() *sim.APIError {
	return &sim.APIError{Exception: sim.PlatformIncompatible, Message: "One or more of the requested capabilities are not supported."}
}

func namespaceNotFound(name string) *sim.APIError {
	return &sim.APIError{Exception: sim.NamespaceNotFound, Message: "Failed to retrieve namespace for " + name}
}
