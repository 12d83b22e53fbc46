package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// encoded is a run as the page carries it.
type encoded struct {
	text   string
	packed bool // base64 of gzip of JSON; else JSON
}

// packAbove is the size in bytes from which on data are packed: below it, a page that can be read in an editor is worth
// more.
const packAbove = 200_000

// run is what page/data.js reads. Times are milliseconds, those of a column each less the one before it. Things are
// referred to by their index in the columns of their kind; -1 is none.
type run struct {
	Scenario    string       `json:"scenario"`
	End         sim.Time     `json:"end"`    // of the run
	Window      [2]sim.Time  `json:"window"` // what to show first
	Zones       []string     `json:"zones"`
	Services    []service    `json:"services"`
	Deployments []deployment `json:"deployments"`
	Definitions []definition `json:"definitions"`
	Hosts       []host       `json:"hosts"`
	Standalone  []standalone `json:"standalone"`
	Tasks       tasks        `json:"tasks"`
	Stops       []stop       `json:"stops"` // why tasks stopped, each pair of texts once
	Passes      passes       `json:"passes"`
	Refusals    []refusal    `json:"refusals"`
	Events      events       `json:"events"`
}

type service struct {
	Name    string `json:"name"`
	Bounds  bounds `json:"bounds"`
	Marks   []mark `json:"marks"`
	Outcome string `json:"outcome"`
}

type bounds struct {
	At      []int64 `json:"at"`
	Desired []int32 `json:"desired"`
	Floor   []int32 `json:"floor"`
	Cap     []int32 `json:"cap"`
}

type mark struct {
	At   sim.Time `json:"at"`
	Kind string   `json:"kind"`
	Text string   `json:"text"`
}

type deployment struct {
	Service int      `json:"service"`
	Name    string   `json:"name"`
	ID      string   `json:"id"`
	Created sim.Time `json:"created"`
	End     string   `json:"end"`
	Hue     int      `json:"hue"`
}

type definition struct {
	Name   string `json:"name"`
	CPU    int64  `json:"cpu"`
	Memory int64  `json:"memory"`
}

// encode writes the run as data.
func encode(in *Input) (encoded, error) {
	e := newEncoder(in)
	text, err := json.Marshal(e.run())
	if err != nil || len(text) <= packAbove {
		return encoded{text: string(text)}, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	if err != nil {
		return encoded{}, err
	}
	if _, err := z.Write(text); err != nil {
		return encoded{}, err
	}
	if err := z.Close(); err != nil {
		return encoded{}, err
	}
	return encoded{text: base64.StdEncoding.EncodeToString(b.Bytes()), packed: true}, nil
}

// encoder turns what the recorders have kept into columns.
type encoder struct {
	*Input
	names       *sim.Names
	deployments [][]int // index in run.Deployments, by service and DeploymentID
}

func newEncoder(in *Input) *encoder { return &encoder{Input: in, names: in.Run.Names()} }

func (e *encoder) run() *run {
	sc := e.Run.Scenario
	r := &run{
		Scenario: sc.Name, End: e.Run.Fold.Now(), Zones: text(sc.Zones), Deployments: []deployment{},
		Definitions: []definition{}, Services: []service{},
	}
	for i := range sc.TaskDefinitions {
		d := &sc.TaskDefinitions[i]
		r.Definitions = append(r.Definitions, definition{d.Name(), d.Reservation.CPU, d.Reservation.Memory})
	}
	for i := range sc.Services {
		id := sim.ServiceID(i)
		r.Deployments = append(r.Deployments, e.deploymentsOf(id, len(r.Deployments))...)
		r.Services = append(r.Services, e.service(id))
	}
	r.Hosts, r.Standalone = e.hosts(), e.standalone()
	r.Tasks, r.Stops = e.tasks()
	r.Passes, r.Refusals, r.Events = e.passes(), e.refusals(), e.events()
	r.Window = e.window()
	return r
}

// text is a list that is never null.
func text(list []string) []string { return append([]string{}, list...) }

func (e *encoder) service(id sim.ServiceID) service {
	s := service{
		Name: e.names.Service(id), Outcome: e.Run.Fold.Service(id).Outcome.String(), Marks: []mark{},
		Bounds: bounds{At: []int64{}, Desired: []int32{}, Floor: []int32{}, Cap: []int32{}},
	}
	var at deltas
	for _, b := range e.Run.Fold.Bounds() {
		if b.Service == id {
			s.Bounds.At = append(s.Bounds.At, at.next(b.At))
			s.Bounds.Desired = append(s.Bounds.Desired, b.Desired)
			s.Bounds.Floor = append(s.Bounds.Floor, b.Floor)
			s.Bounds.Cap = append(s.Bounds.Cap, b.Cap)
		}
	}
	for _, m := range e.marksOf(id) {
		s.Marks = append(s.Marks, mark{m.At, [...]string{"action", "completed", "failed", "end"}[m.Kind], m.Text})
	}
	return s
}

// marksOf are the marks of a service in order of time.
func (e *encoder) marksOf(id sim.ServiceID) []reports.Mark {
	if int(id) >= len(e.Marks) {
		return nil
	}
	list := slices.Clone(e.Marks[id])
	slices.SortStableFunc(list, func(a, b reports.Mark) int { return int(a.At - b.At) })
	return list
}

// The hues of page/report.css: what came before all deployments is grey, and the others are taken in order, newest first; then
// once more, darker, and once more, lighter.
const (
	oldHue = 3
	hues   = 8
	shades = 3
)

// hue is the colour of the i-th newest of n deployments of a service. The first service has those of the pictures; another one
// begins with a hue of its own as far as there are any. Deployments of one service differ up to some twenty.
func hue(id sim.ServiceID, i, n int) int {
	if i > 0 && i == n-1 {
		return oldHue
	}
	first := 0
	if id > 0 {
		first = oldHue + (int(id)-1)%(hues-oldHue-1)
	}
	k := (first + i) % (hues - 1)
	if k >= oldHue {
		k++
	}
	return k + hues*(i/(hues-1)%shades)
}

func (e *encoder) deploymentsOf(id sim.ServiceID, before int) []deployment {
	s := e.Run.Fold.Service(id)
	var list []deployment
	var index []int
	n := len(s.Deployments)
	for i := range s.Deployments {
		d := &s.Deployments[i]
		index = append(index, before+i)
		list = append(list, deployment{
			Service: int(id), Name: e.Run.DeploymentName(d), ID: e.names.Deployment(id, d.ID), Created: d.Created,
			End: e.Run.EndText(d), Hue: hue(id, n-1-i, n),
		})
	}
	e.deployments = append(e.deployments, index)
	return list
}

// deployment is the index of a deployment among all; -1 for none.
func (e *encoder) deployment(s sim.ServiceID, d sim.DeploymentID) int {
	if s == sim.NoService || d < 0 || int(d) >= len(e.deployments[s]) {
		return -1
	}
	return e.deployments[s][d]
}

// deltas turns a column of times into differences.
type deltas struct{ last sim.Time }

func (d *deltas) next(at sim.Time) int64 {
	n := at - d.last
	d.last = at
	return int64(n)
}
