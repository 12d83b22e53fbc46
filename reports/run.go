package reports

import (
	"strconv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Run collects what the reports of one run are made from. It is a sim.Recorder: give it all records of the run, then
// ask for the reports. Make one with NewRun.
type Run struct {
	Scenario *sim.Scenario
	Seed     uint64
	Unseeded bool          // the seed isn't known, and Seed means nothing: of a run that was saved
	Fold     *metrics.Fold // with samples
	Events   *Events
	Remedies []Remedy // what would free stuck services, the smallest change first; set by whoever has tried them

	// Quantiles are what became of the conditions on quantiles; set by whoever has made the replicates.
	Quantiles []metrics.Finding

	judge     *metrics.Judge
	names     *nameCache
	occupants *metrics.Occupants
	short     []shortages   // by service: of the latest refusal
	members   []int         // group of each instance
	targets   []targetUse   // by target group
	refused   []bool        // by timeline action: the API refused the call
	lost      []int32       // timeline actions that were refused and name no service of the run
	lastLost  *sim.APIError // why the last of them was

	eventMarks []eventMarks // by service
}

// targetUse is what tasks had to do with a target group in the run.
type targetUse struct {
	used       bool // a target of it changed its state
	registered bool // one was registered
}

// NewRun makes the collector for a run of sc under a seed.
func NewRun(sc *sim.Scenario, seed uint64) *Run {
	r := &Run{Scenario: sc, Seed: seed, Fold: metrics.New(sc), names: newNameCache(sc)}
	r.Fold.KeepSamples = true
	r.Events = &Events{wording: newWording(sc, r.names), count: make([]int, len(sc.Services))}
	r.judge = metrics.NewJudge(sc, r.Fold, func(*sim.Record) string { return r.Events.List[len(r.Events.List)-1].Message })
	r.occupants, r.short = metrics.NewOccupants(sc), make([]shortages, len(sc.Services))
	for _, instance := range sc.Instances() {
		r.members = append(r.members, instance.Group)
	}
	r.targets = make([]targetUse, len(sc.TargetGroups))
	r.refused = make([]bool, len(sc.Timeline))
	r.eventMarks = make([]eventMarks, len(sc.Services))
	return r
}

// Record takes the next record of the run.
func (r *Run) Record(rec *sim.Record) {
	r.Events.Record(rec)
	r.judge.Record(rec)
	r.Fold.Record(rec)
	r.occupants.Record(rec)
	if rec.Kind == sim.KindRefusal {
		r.short[rec.Service] = r.summarize(rec)
	}
	if rec.Kind == sim.KindAction && rec.Error != nil {
		r.refused[rec.Action] = true
		if rec.Service == sim.NoService {
			r.lost, r.lastLost = append(r.lost, rec.Action), rec.Error
		}
	}
	if rec.Service != sim.NoService {
		r.eventMarks[rec.Service].record(rec)
	}
	if rec.Kind == sim.KindTarget && rec.TargetGroup != sim.NoTargetGroup {
		use := &r.targets[rec.TargetGroup]
		use.used, use.registered = true, use.registered || rec.Target == sim.TargetInitial
	}
}

// SeedText is the seed for people: "7", or "unknown".
func (r *Run) SeedText() string {
	if r.Unseeded {
		return "unknown"
	}
	return strconv.FormatUint(r.Seed, 10)
}

// Names gives the things of the run their names.
func (r *Run) Names() *sim.Names { return r.names.Names }

// EndedBecause says why the run ended: "settled", every service is complete and quiet; "stuck", nothing can move any
// more; "failed", nothing moves any more, since a deployment has failed that isn't rolled back; "duration", the scenario's duration was over first; "broken off", the run isn't over.
func (r *Run) EndedBecause() string {
	if !r.Fold.Over() {
		return "broken off"
	}
	why := "settled"
	for i := range r.Fold.Services() {
		switch r.Fold.Service(sim.ServiceID(i)).Outcome {
		case sim.OutcomeSettled:
		case sim.OutcomeStuck:
			why = "stuck"
		case sim.OutcomeFailed:
			if why == "settled" {
				why = "failed"
			}
		case sim.OutcomeUnfinished:
			return "duration"
		}
	}
	return why
}
