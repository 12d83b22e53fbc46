package starter

import (
	"cmp"
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
		im.underWay(s, others)
	}
}

// underWay is for a service with a deployment that isn't through. The scenario begins before it: with the last deployment
// that completed or, where none did, with the newest of the old ones.
func (im *importer) underWay(s *service, others []deployment) {
	slices.SortStableFunc(others, func(a, b deployment) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		return b.created.Compare(a.created)
	})
	s.next, s.definition = s.definition, others[0].definition
	im.assume("service %s was in the middle of a deployment to %s: the scenario begins STEADY on %s, and deploys %s", s.name, s.next, s.definition, s.next)
	for _, d := range others[1:] {
		im.left("service %s: its unfinished deployment of %s, since a scenario begins with one", s.name, d.definition)
	}
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
