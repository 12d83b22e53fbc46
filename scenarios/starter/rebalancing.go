package starter

import (
	"fmt"
	"time"
)

// findRebalancing says whether a service has Availability Zone rebalancing where the response doesn't, as those of older versions
// of the AWS command line don't: by the date of its creation, since new services have it by default since 2025-09-05 (AWS page
// service-rebalancing). Without a date that is left to the run.
func (s *service) findRebalancing() {
	const key = "availabilityZoneRebalancing"
	created := s.date("createdAt")
	if s.has(key) || s.isDaemon || created.IsZero() {
		return
	}
	if created.Before(time.Date(2025, time.September, 5, 0, 0, 0, 0, time.UTC)) {
		s.table.set(key, "DISABLED")
		s.rebalancing = "DISABLED, as by default for a service that was created before 2025-09-05"
		return
	}
	s.table.set(key, "ENABLED")
	s.rebalancing = "ENABLED, as by default for a service that was created since 2025-09-05"
}

// forgoRebalancing takes back that a service has Availability Zone rebalancing by default, where a fault is about that: it
// can't have it. It gives false where the fault is about something else.
func (im *importer) forgoRebalancing(fault string) bool {
	for i, s := range im.services {
		if s.rebalancing != "" && s.table.get("availabilityZoneRebalancing") == "ENABLED" && fault == fmt.Sprintf("services[%d].availabilityZoneRebalancing", i) {
			s.table.replace("availabilityZoneRebalancing", "DISABLED")
			s.rebalancing = "DISABLED, since the service can't have it"
			return true
		}
	}
	return false
}
