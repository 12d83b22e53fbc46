package starter

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// deployment is one of a service's deployments.
type deployment struct {
	definition string
	status     string
	state      string
	created    time.Time
}

// findDefinitions finds out what a service runs, and what it is being updated to.
func (im *importer) findDefinitions(s *service) {
	var primary *deployment
	var others []deployment
	for _, o := range s.objects("deployments") {
		d := deployment{definitionName(o.text("taskDefinition")), o.text("status"), o.text("rolloutState"), o.date("createdAt")}
		o.date("updatedAt")
		switch {
		case d.definition == "" || d.status == "INACTIVE":
		case d.status == "PRIMARY" && primary == nil:
			primary = &d
		default:
			others = append(others, d)
		}
	}
	s.definition = definitionName(s.text("taskDefinition"))
	switch {
	case primary != nil:
		s.definition = primary.definition
	case s.definition == "" && s.has("taskDefinition"): // told
		return
	case s.definition == "":
		im.fault("%s: has neither a taskDefinition nor a PRIMARY deployment, so that nothing says what its tasks are", strings.TrimSuffix(s.place, ": "))
		return
	case s.has("deployments"):
		im.assume("service %s: none of its deployments is PRIMARY: its taskDefinition %s counts", s.name, s.definition)
	}
	if len(others) > 0 {
		im.underWay(s, primary, others)
	}
}

// underWay is for a service with a deployment that isn't through. The scenario begins before it: with the last deployment
// that completed or, where none did, with the newest of the old ones.
func (im *importer) underWay(s *service, primary *deployment, others []deployment) {
	slices.SortStableFunc(others, func(a, b deployment) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		return b.created.Compare(a.created)
	})
	s.next, s.definition = s.definition, others[0].definition
	switch {
	case primary != nil && primary.state == "FAILED":
		s.update = fmt.Sprintf("service %s: its deployment of %s has FAILED", s.name, s.next)
	case primary != nil && primary.state == "COMPLETED":
		s.update = fmt.Sprintf("service %s: its deployment of %s has COMPLETED, and one of %s is still there", s.name, s.next, s.definition)
	default:
		s.update = fmt.Sprintf("service %s was in the middle of a deployment to %s", s.name, s.next)
	}
	for _, d := range others[1:] {
		im.left("service %s: its unfinished deployment of %s, since a scenario begins with one", s.name, d.definition)
	}
}

// beginning is the note on how the scenario begins with a service, empty where it begins as the response says.
func (s *service) beginning() string {
	how, since := "STEADY on "+s.definition, ""
	if s.isNewSince != "" {
		how, since = "NEW on "+s.definition+", without tasks", ", since "+s.isNewSince
	}
	running, desired := s.number("runningCount"), s.number("desiredCount")
	switch {
	case s.update != "":
		return fmt.Sprintf("%s: the scenario begins %s, and deploys %s%s", s.update, how, s.next, since)
	case s.isNewSince != "":
		return fmt.Sprintf("service %s begins %s%s", s.name, how, since)
	case !s.isDaemon && s.has("runningCount") && running != desired:
		return fmt.Sprintf("service %s had %d of %d tasks running: the scenario begins with all of them", s.name, running, desired)
	}
	return ""
}

// rank sorts deployments that completed before others.
func rank(d deployment) int {
	if d.state == "COMPLETED" {
		return 0
	}
	return 1
}

// definitionName is family:revision, of an ARN or as it stands.
func definitionName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// family is the family of family:revision, and number its revision, 0 where it names none.
func splitDefinition(name string) (family string, revision int) {
	family, text, _ := strings.Cut(name, ":")
	revision, err := strconv.Atoi(text)
	if err != nil {
		return family, 0
	}
	return family, revision
}
