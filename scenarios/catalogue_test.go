package scenarios

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// xenFamilies run on Xen, whose guests keep more of what EC2 offers than those on Nitro.
func xenFamilies() []string { return []string{"t2", "m4", "c4", "r4", "i3", "p3"} }

// TestCatalogue holds each type of the catalogue to what is known of all: 1,024 CPU units a vCPU, memory near the
// formulas that the estimates are made by, task limits by size.
func TestCatalogue(t *testing.T) {
	all := instanceTypes()
	if len(all) < 60 {
		t.Errorf("there are %d types", len(all))
	}
	seen := make(map[string]bool)
	families := make(map[string]instanceType) // the type before of each
	for _, it := range all {
		if seen[it.name] {
			t.Errorf("%s is there twice", it.name)
		}
		seen[it.name] = true
		family, _, _ := strings.Cut(it.name, ".")
		if before, ok := families[family]; ok && (before.vCPU > it.vCPU || before.offered >= it.offered) {
			t.Errorf("%s comes after %s", it.name, before.name)
		}
		families[family] = it
		if it.vCPU < 1 || it.vCPU > 384 || it.capacity.CPU != it.vCPU*1024 {
			t.Errorf("%s has %d vCPU and %d units", it.name, it.vCPU, it.capacity.CPU)
		}
		checkMemory(t, &it, slices.Contains(xenFamilies(), family))
		checkLimits(t, &it)
		if (it.gpus > 0) != (family[0] == 'g' || family[0] == 'p') || it.gpus < 0 || it.gpus > 8 {
			t.Errorf("%s has %d GPUs", it.name, it.gpus)
		}
		found, ok := findInstanceType(it.name)
		if !ok || found != it {
			t.Errorf("%s is found as %+v", it.name, found)
		}
	}
	for _, name := range []string{"", "m5", "m5.larg", "m5.large 2", "m5.large          ", " m5.large", "m5.metal", "`"} {
		if found, ok := findInstanceType(name); ok {
			t.Errorf("%q is found as %s", name, found.name)
		}
	}
}

// checkMemory wants an estimate to be what its formula gives, and what was observed to be near that.
func checkMemory(t *testing.T, it *instanceType, xen bool) {
	t.Helper()
	letter := letterOf(it.source)
	fit := (963*it.offered+500)/1000 - 200
	if xen {
		fit = it.offered*63/64 - 80
	}
	if estimated := letter == "E" || letter == "F"; estimated {
		if it.capacity.Memory != fit || xen != (letter == "F") {
			t.Errorf("%s registers %d MiB by %s, not %d", it.name, it.capacity.Memory, letter, fit)
		}
		return
	}
	// The fit is for 4 GiB and more; smaller types keep less than its constant part.
	allowed := 21 * it.capacity.Memory / 1000
	switch {
	case it.offered < 2048:
		allowed = it.offered / 3
	case it.offered < 4096:
		allowed = it.offered / 8
	case it.offered == 4096:
		allowed = 4 * it.capacity.Memory / 100
	}
	if off := it.capacity.Memory - fit; off > allowed || off < -allowed || it.capacity.Memory >= it.offered {
		t.Errorf("%s registers %d MiB of %d by %s; the fit gives %d", it.name, it.capacity.Memory, it.offered, letter, fit)
	}
}

// checkLimits wants the task limits of a size as AWS page eni-trunking-supported-instance-types lists them.
func checkLimits(t *testing.T, it *instanceType) {
	t.Helper()
	family, size, _ := strings.Cut(it.name, ".")
	if (it.tasksTrunked > 0) != (letterOf(it.limits) == "P") {
		t.Errorf("%s has a limit of %d by %s", it.name, it.tasksTrunked, it.limits)
	}
	untrunked := append(xenFamilies(), "t3", "t3a", "t4g", "c5n", "g4dn")
	if without := slices.Contains(untrunked, family) || it.name == "c5a.8xlarge" || it.name == "r5.8xlarge"; without {
		if it.tasksTrunked != 0 || it.tasksAwsvpc < 1 || it.tasksAwsvpc > 14 {
			t.Errorf("%s takes %d and %d tasks", it.name, it.tasksAwsvpc, it.tasksTrunked)
		}
		return
	}
	type limits struct{ awsvpc, trunked int64 }
	bySize := map[string][]limits{
		"medium": {{1, 4}}, "large": {{2, 10}}, "xlarge": {{3, 20}}, "2xlarge": {{3, 40}}, "4xlarge": {{7, 60}},
		"8xlarge": {{7, 60}, {7, 90}}, "9xlarge": {{7, 60}}, "12xlarge": {{7, 60}, {7, 120}}, "16xlarge": {{14, 120}},
		"18xlarge": {{14, 120}}, "24xlarge": {{14, 120}}, "32xlarge": {{14, 120}}, "48xlarge": {{14, 120}},
	}
	switch family {
	case "m8i":
		for size, limit := range map[string]limits{
			"8xlarge": {9, 90}, "12xlarge": {11, 120}, "16xlarge": {15, 120}, "24xlarge": {15, 120}, "32xlarge": {23, 120},
			"48xlarge": {23, 120}, "96xlarge": {23, 120},
		} {
			bySize[size] = []limits{limit}
		}
	case "m7i-flex":
		for size, limit := range map[string]limits{"large": {2, 4}, "xlarge": {3, 10}, "2xlarge": {3, 20}, "4xlarge": {7, 40}} {
			bySize[size] = []limits{limit}
		}
	case "g5", "p4d", "p5":
		bySize = map[string][]limits{
			"xlarge": {{3, 6}}, "2xlarge": {{3, 19}}, "4xlarge": {{7, 40}, {3, 60}}, "8xlarge": {{7, 90}}, "12xlarge": {{14, 120}},
			"16xlarge": {{7, 120}}, "24xlarge": {{14, 120}, {59, 120}}, "48xlarge": {{6, 120}, {63, 242}},
		}
	}
	if got := (limits{it.tasksAwsvpc, it.tasksTrunked}); !slices.Contains(bySize[size], got) {
		t.Errorf("%s takes %+v tasks", it.name, got)
	}
}

// TestCatalogueRows checks rows of each source against the source itself.
func TestCatalogueRows(t *testing.T) {
	for _, want := range []instanceType{
		{name: "m5.large", vCPU: 2, offered: 8192, capacity: sim.Resources{CPU: 2048, Memory: 7690}, source: originOf("A"), tasksAwsvpc: 2, tasksTrunked: 10, limits: originOf("P")},
		{name: "t3.medium", vCPU: 2, offered: 4096, capacity: sim.Resources{CPU: 2048, Memory: 3884}, source: originOf("B"), tasksAwsvpc: 2, limits: originOf("I")},
		{name: "m6i.large", vCPU: 2, offered: 8192, capacity: sim.Resources{CPU: 2048, Memory: 7820}, source: originOf("C"), tasksAwsvpc: 2, tasksTrunked: 10, limits: originOf("P")},
		{name: "g5.12xlarge", vCPU: 48, offered: 196608, capacity: sim.Resources{CPU: 49152, Memory: 191178}, source: originOf("D"), gpus: 4, tasksAwsvpc: 14, tasksTrunked: 120, limits: originOf("P")},
		{name: "p5.48xlarge", vCPU: 192, offered: 2097152, capacity: sim.Resources{CPU: 196608, Memory: 2019357}, source: originOf("E"), gpus: 8, tasksAwsvpc: 63, tasksTrunked: 242, limits: originOf("P")},
		{name: "m4.10xlarge", vCPU: 40, offered: 163840, capacity: sim.Resources{CPU: 40960, Memory: 161200}, source: originOf("F"), tasksAwsvpc: 7, limits: originOf("I")},
	} {
		got, ok := findInstanceType(want.name)
		if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(instanceType{})); !ok || diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.name, diff)
		}
	}
}

// TestXenEstimate holds what the estimate for Xen types says of itself: that it is exact for seven observed ones.
func TestXenEstimate(t *testing.T) {
	exact := 0
	for _, it := range instanceTypes() {
		family, _, _ := strings.Cut(it.name, ".")
		if slices.Contains(xenFamilies(), family) && letterOf(it.source) == "A" && it.offered >= 4096 {
			if it.capacity.Memory != it.offered*63/64-80 {
				t.Errorf("%s registers %d MiB of %d", it.name, it.capacity.Memory, it.offered)
			}
			exact++
		}
	}
	if exact != 7 {
		t.Errorf("there are %d", exact)
	}
}
