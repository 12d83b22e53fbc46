package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestPictures: every file system can hold the files, and no two services share one.
func TestPictures(t *testing.T) {
	long := strings.Repeat("a", 255)
	for _, c := range []struct {
		services []string
		want     []string
	}{
		{nil, nil},
		{[]string{long}, []string{"counts.png"}},
		{[]string{"web", "api"}, []string{"counts.png", "counts-web.png", "counts-api.png"}},
		{[]string{"web", "Web", "web-2", "WEB"}, []string{
			"counts.png", "counts-web.png", "counts-Web-2.png", "counts-web-2-2.png", "counts-WEB-3.png",
		}},
		{[]string{long, long[:254] + "b", long[:80], long[:80] + "c"}, []string{
			"counts.png", "counts-" + long[:80] + "-b0f3323e.png", "counts-" + long[:80] + "-4e369534.png",
			"counts-" + long[:80] + ".png", "counts-" + long[:80] + "-976d579f.png",
		}},
	} {
		var services []sim.Service
		for _, name := range c.services {
			services = append(services, sim.Service{Name: name})
		}
		var got []string
		for i, p := range pictures(services) {
			got = append(got, p.file)
			if want := max(0, i-1); int(p.service) != want || !isOurs(p.file) {
				t.Errorf("%s is about service %d, want %d", p.file, p.service, want)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// TestMarkOfADrain: a drain that holds a service up in the end is marked, though the service has no deployment; one that
// is over isn't.
func TestMarkOfADrain(t *testing.T) {
	for done, want := range map[bool]int{false: 1, true: 0} {
		s := &metrics.Service{
			Over: true, Outcome: sim.OutcomeStuck, Deployments: []metrics.Deployment{{Initial: true, End: metrics.EndOfRun, Ended: 60_000}},
			Disturbances: []metrics.Disturbance{{Done: done}},
		}
		if marks := deploymentMarks(s); len(marks) != want || want > 0 && (marks[0].Text != "stuck" || marks[0].At != 60_000) {
			t.Errorf("done %v: %v", done, marks)
		}
	}
}
