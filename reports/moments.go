package reports

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Moments describes the services of a run as DescribeServices does at given moments, while the run goes on. It is a
// sim.Recorder: give it each record before its Run has it. A moment shows everything that has happened up to it and at
// it; one after the run's end shows the end. Make one with NewMoments.
type Moments struct {
	run  *Run
	at   []sim.Time
	told [][]byte // by moment; nil: it is still to come
	err  error
}

// NewMoments describes the services of a run at moments, in any order.
func NewMoments(run *Run, at []sim.Time) *Moments {
	return &Moments{run: run, at: at, told: make([][]byte, len(at))}
}

// Record looks at the services before r changes them, for moments that lie before it.
func (m *Moments) Record(r *sim.Record) {
	for i, at := range m.at {
		if at < r.At && m.told[i] == nil {
			m.told[i] = m.describe()
		}
	}
}

// describe is the reply of the moment. The first error is kept for Write.
func (m *Moments) describe() []byte {
	text, err := m.run.describe()
	if m.err == nil {
		m.err = err
	}
	return text
}

// Write writes the replies, one JSON document a moment, in the order of NewMoments.
func (m *Moments) Write(w io.Writer) error {
	for i := range m.told {
		if m.told[i] == nil {
			m.told[i] = m.describe()
		}
	}
	if m.err != nil {
		return m.err
	}
	for _, text := range m.told {
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// describeServices is a reply of DescribeServices (API page DescribeServices).
type describeServices struct {
	Services []serviceDescription `json:"services"`
	Failures []failureDescription `json:"failures"`
}

type failureDescription struct {
	ARN    string `json:"arn"`
	Reason string `json:"reason"`
}

// described are the services that an API knows apart, by name: of those that had a name one after another the newest one
// that is or was there, and where none was, one that is absent.
func (r *Run) described() []sim.ServiceID {
	var list []sim.ServiceID
	for i := range r.Fold.Services() {
		id := sim.ServiceID(i)
		at := slices.IndexFunc(list, func(other sim.ServiceID) bool { return r.names.Service(other) == r.names.Service(id) })
		if at < 0 {
			list = append(list, id)
		} else if r.Fold.Service(id).API.Status != sim.ServiceAbsent {
			list[at] = id
		}
	}
	return list
}

// describe asks for all services that the scenario names; those that aren't there yet are MISSING.
func (r *Run) describe() ([]byte, error) {
	reply := describeServices{Services: []serviceDescription{}, Failures: []failureDescription{}}
	for _, id := range r.described() {
		if status := r.Fold.Service(id).API.Status; status == sim.ServiceAbsent {
			reply.Failures = append(reply.Failures, failureDescription{ARN: r.names.ServiceARN(id), Reason: status.String()})
		} else {
			reply.Services = append(reply.Services, r.describeService(id))
		}
	}
	text, err := json.MarshalIndent(&reply, "", "  ")
	return append(text, '\n'), err
}
