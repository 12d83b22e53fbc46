package reports

import (
	"bufio"
	"io"

	"github.com/ecssim/ecssim/sim"
)

// ServiceEvent is a service event in words.
type ServiceEvent struct {
	At      sim.Time
	Service sim.ServiceID
	Number  int    // among the events of its service, from 0
	Name    string // of its shape, as records.ndjson has it: "steadyState"
	Message string // as DescribeServices has it
}

// Events is a sim.Recorder that keeps the service events of a run, in words and in order. NewRun makes one.
type Events struct {
	List []ServiceEvent

	wording *Wording
	count   []int // by service
}

// Record keeps r if it is an event.
func (e *Events) Record(r *sim.Record) {
	e.wording.Record(r)
	if r.Kind != sim.KindEvent {
		return
	}
	number := e.count[r.Service]
	e.count[r.Service]++
	e.List = append(e.List, ServiceEvent{At: r.At, Service: r.Service, Number: number, Name: r.Event.String(), Message: e.wording.Event(r)})
}

// Write writes events.txt: a line an event, the time in seconds and the message.
func (e *Events) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	for i := range e.List {
		event := &e.List[i]
		line := append(event.At.AppendSeconds(b.AvailableBuffer()), ' ')
		line = append(append(line, Inert(event.Message)...), '\n')
		if _, err := b.Write(line); err != nil {
			return err
		}
	}
	return b.Flush()
}
