package starter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Document is one saved response, or several behind each other.
type Document struct {
	// Name is what messages call it: the name of its file.
	Name string
	// About is the target group whose attributes these are, which a response of describe-target-group-attributes doesn't
	// say; empty where there is one target group only, and for everything else.
	About string
	Text  []byte
}

// Limits of what Import takes. A describe-container-instances of a hundred instances has some 400 kB.
const (
	maxDocuments = 1000
	maxBytes     = 16 << 20 // of one document
	maxNesting   = 64
)

// MaxBytes is how large a document may be, in bytes.
const MaxBytes = maxBytes

// kind is one kind of what responses are about.
type kind struct {
	list   string   // key of the response that holds a list of them
	single bool     // or one of them
	marks  []string // keys that each of them has, and by which one is known that stands alone
	take   func(*importer, object)
}

// kinds are the kinds of objects that Import takes something from.
func kinds() []kind {
	return []kind{
		{"services", false, []string{"serviceName", "clusterArn"}, (*importer).takeService},
		{"service", true, nil, (*importer).takeService},
		{"taskDefinition", true, []string{"family", "containerDefinitions"}, (*importer).takeDefinition},
		{"containerInstances", false, []string{"containerInstanceArn", "registeredResources"}, (*importer).takeInstance},
		{"capacityProviders", false, []string{"capacityProviderArn", "name"}, (*importer).takeProvider},
		{"TargetGroups", false, []string{"TargetGroupArn", "TargetGroupName"}, (*importer).takeTargetGroup},
		{"LoadBalancers", false, []string{"LoadBalancerArn", "DNSName"}, (*importer).takeLoadBalancer},
		{"LoadBalancerDescriptions", false, []string{"LoadBalancerName", "DNSName"}, (*importer).takeClassic},
		{"Reservations", false, []string{"ReservationId", "Instances"}, (*importer).takeReservation},
		{"Instances", false, []string{"InstanceId", "InstanceType"}, (*importer).takeMachine},
		{"Subnets", false, []string{"SubnetId", "AvailabilityZone"}, (*importer).takeSubnet},
	}
}

// unused are responses that are known, but have nothing that a scenario needs, with why.
func unused() map[string]string {
	return map[string]string{
		"serviceArns":              "it has only names; save what aws ecs describe-services says of them",
		"taskDefinitionArns":       "it has only names; save what aws ecs describe-task-definition says of them",
		"clusterArns":              "it has only names",
		"taskArns":                 "it has only names",
		"clusters":                 "a cluster has no setting that is simulated",
		"tasks":                    "how long the steps of tasks took isn't read from tasks",
		"serviceDeployments":       "what a deployment did isn't part of a scenario",
		"serviceRevisions":         "the service and its task definitions say the same",
		"taskSets":                 "task sets aren't simulated",
		"TargetHealthDescriptions": "which targets were healthy isn't part of a scenario: it begins with healthy ones",
	}
}

// read takes a document apart.
func (im *importer) read(doc Document) {
	name := brief(doc.Name)
	name = name[1 : len(name)-1] // without the quotes, unless it was cut
	if len(doc.Text) > maxBytes {
		im.fault("%s: is larger than %d MiB; save single responses", name, maxBytes>>20)
		return
	}
	text := bytes.TrimPrefix(doc.Text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		im.fault("%s: isn't UTF-8 text; PowerShell writes UTF-16 where > is used: take | Out-File -Encoding utf8 instead", name)
		return
	}
	im.about, im.document = doc.About, name
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for n := 0; ; n++ {
		var v any
		err := decoder.Decode(&v)
		if errors.Is(err, io.EOF) {
			if n == 0 {
				im.fault("%s: is empty; did the command fail?", name)
			}
			return
		}
		if err != nil {
			im.fault("%s: %s", name, syntaxProblem(err, text, decoder.InputOffset()))
			return
		}
		if depth(v) > maxNesting {
			im.fault("%s: lists and objects stand more than %d deep within each other, which isn't so in any response of AWS", name, maxNesting)
			return
		}
		place := name + ": "
		if n > 0 {
			place += "value " + strconv.Itoa(n+1) + ": "
		}
		im.recognise(place, v)
	}
}

// syntaxProblem words what isn't JSON.
func syntaxProblem(err error, text []byte, read int64) string {
	offset := read
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	}
	before := text[:min(max(int(offset)-1, 0), len(text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	what := strings.TrimPrefix(err.Error(), "json: ")
	if errors.Is(err, io.ErrUnexpectedEOF) {
		line, what = 1+bytes.Count(text, []byte("\n")), "it ends in the middle of a value"
	}
	return fmt.Sprintf("line %d: isn't JSON: %s; save the response with --output json", line, what)
}

// depth is how deep lists and objects stand within each other. The decoder has a limit of its own, so that this ends.
func depth(v any) int {
	deepest := 0
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			deepest = max(deepest, 1+depth(item))
		}
	case map[string]any:
		for _, item := range v {
			deepest = max(deepest, 1+depth(item))
		}
	}
	return deepest
}

// recognise finds out by its keys what a value is, and takes it in.
func (im *importer) recognise(place string, v any) {
	switch v := v.(type) {
	case []any: // as --query leaves it
		for i, item := range v {
			im.recognise(place+"["+strconv.Itoa(i)+"]: ", item)
		}
		return
	case map[string]any:
		o := object{place, v, im}
		if !im.recogniseObject(o) {
			im.fault("%s%s", place, unknownObject(o))
		}
		return
	}
	im.fault("%swants a response of the AWS command line, but this is %s", place, kindOf(v))
}

// recogniseObject takes in a response, or one of its objects that stands alone. It gives false where it's neither.
func (im *importer) recogniseObject(o object) bool {
	known := im.failures(o)
	for _, k := range kinds() {
		all, ok := k.within(o)
		for _, one := range all {
			k.take(im, one)
		}
		known = known || ok
	}
	if list, ok := o.fields["containerInstanceArns"].([]any); ok {
		im.listed += len(list)
		known = true
	}
	if list, ok := o.fields["Attributes"].([]any); ok && !known {
		im.takeAttributes(o, list)
		return true
	}
	for _, k := range kinds() {
		if !known && k.alone(o) {
			k.take(im, o)
			known = true
		}
	}
	for _, key := range o.keys() {
		if why, ok := unused()[key]; ok && !known {
			im.left("%s: nothing is taken from %s: %s", strings.TrimSuffix(o.place, ": "), key, why)
			known = true
		}
	}
	return known
}

// within are the objects of the kind in a response, if it is one of them.
func (k kind) within(o object) (all []object, ok bool) {
	switch o.fields[k.list].(type) {
	case []any:
		if k.single || k.isOf(o) {
			return nil, false
		}
		return o.objects(k.list), true
	case map[string]any:
		if k.single {
			return []object{o.object(k.list)}, true
		}
	}
	return nil, false
}

// alone says whether an object is one of the kind, without a response around it.
func (k kind) alone(o object) bool {
	for _, mark := range k.marks {
		if !o.has(mark) {
			return false
		}
	}
	return len(k.marks) > 0
}

// isOf says whether the list of this kind's name belongs to an object of another kind: a Classic Load Balancer and a
// reservation have Instances, and a cluster has names of capacityProviders.
func (k kind) isOf(o object) bool {
	return k.list == "Instances" && (o.has("DNSName") || o.has("ReservationId")) || k.list == "capacityProviders" && o.has("clusterName")
}

// failures tells what a response says that it couldn't describe. It gives whether there is such a list.
func (im *importer) failures(o object) bool {
	list, ok := o.fields["failures"].([]any)
	if !ok {
		return false
	}
	for _, f := range o.objects("failures") {
		reason := f.text("reason")
		if reason == "" {
			reason = "no reason is given"
		}
		im.failed = append(im.failed, fmt.Sprintf("%s is among the failures of the response (%s)", brief(f.text("arn")), printable(reason)))
	}
	return len(list) > 0
}

// unknownObject says of an object that it isn't known, and what is.
func unknownObject(o object) string {
	keys := o.keys()
	for i, key := range keys {
		keys[i] = printable(key)
	}
	what := "is an empty object"
	if len(keys) > 0 {
		const most = 5
		more := ""
		if len(keys) > most {
			keys, more = keys[:most], " and more"
		}
		what = "has " + strings.Join(keys, ", ") + more
	}
	if o.has("__type") || o.has("Error") {
		what += ", so that it is an error of AWS"
	}
	return what + "; known are the responses of aws ecs describe-services, describe-task-definition, describe-container-instances, " +
		"list-container-instances and describe-capacity-providers, aws elbv2 describe-target-groups, describe-target-group-attributes and " +
		"describe-load-balancers, aws elb describe-load-balancers, and aws ec2 describe-instances and describe-subnets"
}
