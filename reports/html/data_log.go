package html

import (
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// passes are the columns of the scheduler's passes, and the reasons that they refer to, each once.
type passes struct {
	At         []int64  `json:"at"`
	Service    []int32  `json:"service"`
	Deployment []int    `json:"deployment"`
	Starts     []int32  `json:"starts"`
	Stops      []int32  `json:"stops"`
	Wanted     []int32  `json:"wanted"`
	Surplus    []int32  `json:"surplus"`
	Reasons    [][]int  `json:"reasons"`
	Texts      []string `json:"texts"`
}

type refusal struct {
	At         sim.Time `json:"at"`
	Service    int      `json:"service"`
	Deployment int      `json:"deployment"`
	Wanted     int32    `json:"wanted"`
	CPU        int64    `json:"cpu"`
	Memory     int64    `json:"memory"`
	Instances  int32    `json:"instances"`
	Lacking    []string `json:"lacking"`
}

// events are the columns of the service events. A message has "\u0001N\u0002" in the place of each task's id, N the task's
// index in tasks: the ids of 5,000 tasks, several times over, would be most of the page.
type events struct {
	At      []int64  `json:"at"`
	Service []int32  `json:"service"`
	Kind    []int    `json:"kind"`
	Kinds   []string `json:"kinds"`
	Message []string `json:"message"`
}

func (e *encoder) passes() passes {
	p := passes{
		At: []int64{}, Service: []int32{}, Deployment: []int{}, Starts: []int32{}, Stops: []int32{}, Wanted: []int32{},
		Surplus: []int32{}, Reasons: [][]int{}, Texts: []string{},
	}
	var at deltas
	texts := index{}
	for i := range e.Notes.Passes {
		note := &e.Notes.Passes[i]
		p.At = append(p.At, at.next(note.At))
		p.Service = append(p.Service, int32(note.Service))
		p.Deployment = append(p.Deployment, e.deployment(note.Service, note.Deployment))
		p.Starts, p.Stops = append(p.Starts, note.Facts.Starts), append(p.Stops, note.Facts.Stops)
		p.Wanted, p.Surplus = append(p.Wanted, note.Facts.Wanted), append(p.Surplus, note.Facts.Surplus)
		reasons := []int{}
		for _, text := range reports.PassReasons(&note.Facts) {
			reasons = append(reasons, texts.of(&p.Texts, text))
		}
		p.Reasons = append(p.Reasons, reasons)
	}
	return p
}

func (e *encoder) refusals() []refusal {
	list := []refusal{}
	for i := range e.Notes.Refusals {
		note := &e.Notes.Refusals[i]
		list = append(list, refusal{
			At: note.At, Service: int(note.Service), Deployment: e.deployment(note.Service, note.Deployment),
			Wanted: note.Wanted, CPU: note.Refusal.Want.CPU, Memory: note.Refusal.Want.Memory,
			Instances: note.Refusal.Instances, Lacking: note.Reasons(e.Run.Scenario, e.names),
		})
	}
	return list
}

func (e *encoder) events() events {
	v := events{At: []int64{}, Service: []int32{}, Kind: []int{}, Kinds: []string{}, Message: []string{}}
	ids := make(map[string]int, len(e.Tracks.Tasks))
	for i := range e.Tracks.Tasks {
		ids[e.names.Task(e.Tracks.Tasks[i].Service, e.Tracks.Tasks[i].Number)] = i
	}
	var at deltas
	kinds := index{}
	for i := range e.Run.Events.List {
		event := &e.Run.Events.List[i]
		v.At = append(v.At, at.next(event.At))
		v.Service = append(v.Service, int32(event.Service))
		v.Kind = append(v.Kind, kinds.of(&v.Kinds, event.Name))
		v.Message = append(v.Message, referTasks(reports.Inert(event.Message), ids))
	}
	return v
}

// index finds texts in a list that it adds them to.
type index map[string]int

func (x index) of(list *[]string, text string) int {
	at, ok := x[text]
	if !ok {
		at = len(*list)
		x[text], *list = at, append(*list, text)
	}
	return at
}

const idLength = 32

// referTasks puts references in the place of the ids of tasks in an inert message.
func referTasks(message string, ids map[string]int) string {
	const before = "(task "
	var b strings.Builder
	for {
		at := strings.Index(message, before)
		if at < 0 || len(message) < at+len(before)+idLength {
			break
		}
		at += len(before)
		b.WriteString(message[:at])
		if task, ok := ids[message[at:at+idLength]]; ok {
			b.WriteByte(1)
			b.WriteString(strconv.Itoa(task))
			b.WriteByte(2)
			at += idLength
		}
		message = message[at:]
	}
	b.WriteString(message)
	return b.String()
}
