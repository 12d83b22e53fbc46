package reports

import (
	"slices"
	"strconv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Side is one of the runs that are compared.
type Side struct {
	Name string // as texts call it
	Run  *Run   // it has had all its records
}

// Comparison compares runs: all but the first with the first, service by service, by the services' names. Make one with
// NewComparison. It says of two runs what differs, never why: for that the two are best run under one seed, so that
// what they draw by chance is the same wherever they do the same (common random numbers).
type Comparison struct {
	Sides    []Side
	Services []ComparedService // in the order in which the sides have them
}

// ComparedService is a service as all sides have it.
type ComparedService struct {
	Name string
	On   []*ServiceSide  // by side; nil: that one has no service of this name
	Rows []ComparedValue // how the last deployments end, what their metrics are
}

// ServiceSide is a service on one side.
type ServiceSide struct {
	Side    *Side
	ID      sim.ServiceID
	Service *metrics.Service
	Judged  *metrics.Deployment // the one that is compared; nil: the service never had any
}

// ComparedValue is a metric on all sides.
type ComparedValue struct {
	Name  string
	Unit  sim.Unit
	Cells []ComparedCell // by side
}

// ComparedCell is a metric on one side.
type ComparedCell struct {
	Known bool
	Value int64  // in the metric's unit; means nothing unless Known
	Text  string // with its unit, for people
	// Against says how it is against that of the first side, and Difference is the number, Value less that of the first side;
	// both mean nothing on the first side.
	Against    Standing
	Difference int64
}

// Standing is how a value is against another one.
type Standing uint8

// The standings. A value is better or worse only where less or more of a thing is what everybody wants, and only where
// the two mean the same: both deployments completed, with the same desired count where that is the measure. Otherwise the
// two just differ.
const (
	Incomparable Standing = iota // one of them isn't there
	Same
	Differs
	Better
	Worse
)

// String is the standing in results; empty where there is none.
func (s Standing) String() string {
	return [...]string{"", "same", "differs", "better", "worse"}[s]
}

// The names of rows that aren't metrics of metrics.Words.
const (
	rowEnd   = "end"
	rowDip   = "dip"
	rowFloor = "floor"
	rowCap   = "cap"
	rowWhole = "healthyAfter"
)

// NewComparison compares sides, of which there are two at least.
func NewComparison(sides []Side) *Comparison {
	c := &Comparison{Sides: sides}
	for i := range c.Sides {
		side := &c.Sides[i]
		for _, id := range side.Run.described() {
			name := side.Run.names.Service(id)
			at := slices.IndexFunc(c.Services, func(s ComparedService) bool { return s.Name == name })
			if at < 0 {
				at = len(c.Services)
				c.Services = append(c.Services, ComparedService{Name: name, On: make([]*ServiceSide, len(sides))})
			}
			s := side.Run.Fold.Service(id)
			c.Services[at].On[i] = &ServiceSide{Side: side, ID: id, Service: s, Judged: s.Judged()}
		}
	}
	for i := range c.Services {
		c.Services[i].compare()
	}
	return c
}

// compare fills in the rows.
func (s *ComparedService) compare() {
	end := ComparedValue{Name: rowEnd, Unit: sim.Flag}
	low := ComparedValue{Name: rowDip, Unit: sim.Tasks}
	whole := ComparedValue{Name: rowWhole, Unit: sim.Milliseconds}
	for _, on := range s.On {
		end.Cells = append(end.Cells, on.endCell())
		low.Cells = append(low.Cells, on.dipCell())
		whole.Cells = append(whole.Cells, on.wholeCell())
	}
	s.add(end)
	s.add(low)
	s.add(whole)
	words := append([]metrics.Word{
		{Name: rowFloor, Unit: sim.Tasks, Value: func(d *metrics.Deployment) (int64, bool) { return int64(d.Floor), true }},
		{Name: rowCap, Unit: sim.Tasks, Value: func(d *metrics.Deployment) (int64, bool) { return int64(d.Cap), true }},
	}, metrics.Words()...)
	for _, word := range words {
		row := ComparedValue{Name: word.Name, Unit: word.Unit}
		for _, on := range s.On {
			row.Cells = append(row.Cells, on.cell(word))
		}
		s.add(row)
	}
}

// add holds the cells of a row against the first one.
func (s *ComparedService) add(row ComparedValue) {
	first := &row.Cells[0]
	for i := 1; i < len(row.Cells); i++ {
		cell := &row.Cells[i]
		if !first.Known || !cell.Known {
			continue
		}
		cell.Difference = cell.Value - first.Value
		cell.Against = Differs
		wanted := wantedOf(row.Name)
		switch {
		case cell.Difference == 0 && cell.Text == first.Text:
			cell.Against = Same
		case cell.Difference == 0 || wanted == 0 || !means(row.Name, s.On[0], s.On[i]):
		case cell.Difference > 0 == (wanted > 0):
			cell.Against = Better
		default:
			cell.Against = Worse
		}
	}
	for i := range row.Cells {
		if cell := &row.Cells[i]; cell.Known && row.inTenths() {
			cell.Text = taskSeconds(cell.Value, true)
		}
	}
	s.Rows = append(s.Rows, row)
}

// wantedOf says which values of a row everybody prefers: 1, the higher ones; -1, the lower ones; 0, that depends.
// More tasks at the peak, a higher surge or more instances cost something and buy something, so they are neither. Of the time
// at the floor it depends on where the floor is.
func wantedOf(row string) int {
	switch row {
	case rowEnd, "minHealthy", "minRunning", "waiter", rowDip:
		return 1
	case "duration", rowWhole, "healthyDeficit", "tasksFailed", "sigkills", "placementFailures", "hostWait", "zoneSkew":
		return -1
	}
	return 0
}

// means says whether a row's values mean the same on two sides.
func means(row string, a, b *ServiceSide) bool {
	if row == rowEnd {
		return true
	}
	if a.isInitial() != b.isInitial() || !a.isWhole() || !b.isWhole() {
		return false
	}
	switch row {
	case "minHealthy", "minRunning", "healthyDeficit", rowDip:
		return a.Judged.Desired == b.Judged.Desired && !a.Judged.Rescaled && !b.Judged.Rescaled
	}
	return true
}

// isInitial says whether there is no deployment but what the service began with.
func (s *ServiceSide) isInitial() bool { return s.Judged.Initial }

// isWhole says whether what is compared came to a good end: the deployment completed, or there was none and the service
// came to rest.
func (s *ServiceSide) isWhole() bool {
	if s.Judged.Initial {
		return s.Service.Over && s.Service.Outcome == sim.OutcomeSettled
	}
	return s.Judged.End == metrics.EndCompleted
}

// endCell says how the deployment ended; its value is 1 where that is as everybody wants it.
func (s *ServiceSide) endCell() ComparedCell {
	if s == nil || s.Judged == nil {
		return ComparedCell{Text: s.absence()}
	}
	cell := ComparedCell{Known: true, Text: s.endText()}
	if s.isWhole() {
		cell.Value = 1
	}
	return cell
}

// endText is how the deployment ended, without the time: that depends on when it was called.
func (s *ServiceSide) endText() string {
	d := s.Judged
	switch {
	case d.Initial && s.isWhole():
		return "no deployment"
	case (d.End == metrics.EndOfRun || d.Initial) && s.Service.Over:
		return s.Service.Outcome.String()
	}
	return d.End.String()
}

func (s *ServiceSide) absence() string {
	if s == nil {
		return "no such service"
	}
	return "not created"
}

// dipCell is how few tasks were healthy, until as many as desired were again. Of a service that comes up from nothing
// that means nothing.
func (s *ServiceSide) dipCell() ComparedCell {
	if !s.dips() {
		return ComparedCell{Text: "-"}
	}
	healthy, desired := s.low()
	text := of(healthy, desired)
	if span := s.lowFor(); span > 0 && healthy < desired {
		text += " for " + Humane(span)
	}
	return ComparedCell{Known: true, Value: int64(healthy), Text: text}
}

// dips says whether it means something how many tasks of the service were healthy at worst.
func (s *ServiceSide) dips() bool { return s != nil && s.Judged != nil && !s.Judged.First() }

// low is how few tasks were healthy when most were missing, and how many were desired then.
func (s *ServiceSide) low() (healthy, desired int32) {
	p := &s.Judged.Dip
	if p.None > 0 {
		return 0, p.Desired
	}
	return min(p.Healthy, p.Desired), p.Desired
}

// healthyAfter is how long after its creation as many of a completed deployment's tasks as desired were healthy for the
// first time from its end on. ECS may have called it complete before that.
func (s *ServiceSide) healthyAfter() (span sim.Span, ok bool) {
	if s == nil || s.Judged == nil || s.Judged.End != metrics.EndCompleted || !s.Judged.Dip.Whole {
		return 0, false
	}
	return s.Judged.Dip.WholeAt.Sub(s.Judged.Created), true
}

func (s *ServiceSide) wholeCell() ComparedCell {
	span, ok := s.healthyAfter()
	if !ok {
		return ComparedCell{Text: "-"}
	}
	return ComparedCell{Known: true, Value: int64(span), Text: Humane(span)}
}

func (s *ServiceSide) lowFor() sim.Span {
	if p := &s.Judged.Dip; p.None > 0 {
		return p.None
	}
	return s.Judged.Dip.For
}

func (s *ServiceSide) cell(word metrics.Word) ComparedCell {
	if s == nil || s.Judged == nil {
		return ComparedCell{Text: "-"}
	}
	value, ok := word.Value(s.Judged)
	return ComparedCell{Known: ok, Value: value, Text: s.Side.Run.cell(word, s.Judged)}
}

// Call is when the first action of a side's timeline was called, from which it is compared with the others; 0 if it has
// none.
func (s *Side) Call() sim.Time {
	if line := s.Run.Scenario.Timeline; len(line) > 0 && line[0].At <= s.Run.Fold.Now() {
		return line[0].At
	}
	return 0
}

// OneSeed says whether all sides are known to have run under one seed, and which that is.
func (c *Comparison) OneSeed() (seed uint64, ok bool) {
	seed = c.Sides[0].Run.Seed
	for _, s := range c.Sides {
		if s.Run.Unseeded || s.Run.Seed != seed {
			return 0, false
		}
	}
	return seed, true
}

// seedNote says what the seeds mean for the comparison.
func (c *Comparison) seedNote() string {
	if seed, ok := c.OneSeed(); ok {
		return "All sides ran under seed " + strconv.FormatUint(seed, 10) + ", so what they draw is the same wherever they do the same; another seed gives other numbers."
	}
	var parts []string
	unknown := false
	for _, s := range c.Sides {
		parts = append(parts, Inert(s.Name)+" under seed "+s.Run.SeedText())
		unknown = unknown || s.Run.Unseeded
	}
	verb := "is"
	if unknown {
		verb = "may be"
	}
	return "The sides didn't all run under one seed, as far as is known (" + enumerate(parts) + "), so part of what differs " + verb + " chance."
}

// Notes are what a reader has to know besides: the seeds, and where the sides don't compare.
func (c *Comparison) Notes() []string {
	notes := []string{c.seedNote()}
	first := c.Sides[0].Run.Scenario
	for _, s := range c.Sides[1:] {
		if s.Run.Scenario.Behavior != first.Behavior {
			notes = append(notes, Inert(s.Name)+" ran by the rules of "+string(s.Run.Scenario.Behavior)+", "+Inert(c.Sides[0].Name)+" by those of "+string(first.Behavior)+".")
		}
	}
	for i := range c.Services {
		s := &c.Services[i]
		for _, on := range s.On[1:] {
			if a := s.On[0]; a != nil && on != nil && a.Judged != nil && on.Judged != nil && a.Judged.Desired != on.Judged.Desired {
				notes = append(notes, "Service "+Inert(s.Name)+" wants "+quantity(on.Judged.Desired, "task")+" in "+Inert(on.Side.Name)+" and "+Count(int64(a.Judged.Desired))+" in "+Inert(a.Side.Name)+", so their counts don't compare.")
			}
		}
	}
	return notes
}
