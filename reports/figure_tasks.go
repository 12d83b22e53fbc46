package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostRows is how many tasks a picture shows one by one. Of more, some are chosen.
const mostRows = 1000

// TasksFigure is tasks.png: the life of each task as bars in a row, by zone and container instance. A row that a task has
// left serves the next one of its deployment there, so that tasks that crash again and again take no more rows than there
// are at a time. Of very many rows it shows some, chosen evenly over the instances, in the order in which they start and
// end, and says so.
func TasksFigure(in ClusterInput) Figure {
	f := in.figure(in.tasksTitle())
	hues := in.deploymentHues()
	rows := in.rowsByInstance(&f, hues)
	shown := in.shownInstances(&f, rows)
	total := 0
	for _, id := range shown {
		total += len(rows[id])
	}
	chosen := sample(rows, shown, total)
	for start := 0; start < len(shown); {
		zone, end := in.Tracks.members[shown[start]].Zone, start
		for end < len(shown) && in.Tracks.members[shown[end]].Zone == zone {
			end++
		}
		p := in.zoneRows(&f, shown[start:end], rows, chosen)
		if total > mostRows {
			p.Groups = inOrder(p.Groups)
		}
		f.Panels = append(f.Panels, p)
		start = end
	}
	if len(f.Panels) == 0 {
		f.Panels = []Panel{{Empty: "no tasks", Top: 1}}
	}
	if total > mostRows {
		f.Subtitle = fmt.Sprintf("Shown are %s of all %s tasks, chosen evenly, by start and end. ",
			Count(int64(tasksOf(chosen, shown))), Count(int64(tasksOf(rows, shown)))) + f.Subtitle
	}
	f.Hues = in.hueNames(&f, hues)
	return f
}

// tasksTitle says what the tasks of the picture run on.
func (in *ClusterInput) tasksTitle() string {
	var fargate, hosts bool
	for i := range in.Tracks.members {
		if in.isFargate(sim.InstanceID(i)) {
			fargate = true
		} else {
			hosts = true
		}
	}
	switch {
	case fargate && hosts:
		return "Tasks on container instances and Fargate"
	case fargate:
		return "Tasks on Fargate, by zone"
	}
	return "Tasks on container instances"
}

// tasksOf is how many tasks the rows of some instances hold.
func tasksOf(rows [][]Row, of []sim.InstanceID) int {
	n := 0
	for _, id := range of {
		for _, row := range rows[id] {
			n += row.tasks
		}
	}
	return n
}

// zoneRows is the panel of the instances of one zone.
func (in *ClusterInput) zoneRows(f *Figure, ids []sim.InstanceID, rows [][]Row, chosen [][]Row) Panel {
	p := Panel{Title: in.Names.Zone(ids[0]), Hue: HueNone}
	tasks := tasksOf(rows, ids)
	for _, id := range ids {
		if len(rows[id]) > 0 && len(chosen[id]) == 0 {
			continue
		}
		g := Group{Name: in.Names.Instance(id), Rows: chosen[id]}
		if in.isFargate(id) {
			g.Name = "" // nobody sees the hosts
		} else {
			g.Tints = hostTints(in.Tracks.Hosts[id], f.From, f.To)
		}
		p.Groups = append(p.Groups, g)
	}
	p.Note = quantity(len(ids), "instance") + ", " + quantity(tasks, "task")
	if in.isFargate(ids[0]) {
		p.Note = "AWS Fargate, " + quantity(tasks, "task")
	}
	return p
}

// inOrder makes a group of each row and puts them in order of time. An instance of which a task or two are shown can't be
// told from its neighbours, but how a roll-out goes through a zone can be seen that way.
func inOrder(groups []Group) []Group {
	var single []Group
	for _, g := range groups {
		for k := range g.Rows {
			single = append(single, Group{Name: g.Name, Tints: g.Tints, Rows: g.Rows[k : k+1]})
		}
	}
	slices.SortStableFunc(single, func(a, b Group) int {
		x, y := a.Rows[0].Bars, b.Rows[0].Bars
		return cmp.Or(cmp.Compare(x[0].From, y[0].From), cmp.Compare(x[len(x)-1].To, y[len(y)-1].To))
	})
	return single
}

// rowsByInstance are the rows of the tasks that are in the window, by instance; there by service and start.
func (in *ClusterInput) rowsByInstance(f *Figure, hues [][]Hue) [][]Row {
	rows := make([][]Row, len(in.Tracks.members))
	order := make([]int, len(in.Tracks.Tasks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(in.Tracks.Tasks[a].Service, in.Tracks.Tasks[b].Service) })
	for _, i := range order {
		t := &in.Tracks.Tasks[i]
		row := Row{Hue: hues[t.Service][t.Deployment], Bars: t.rowBars(f.From, f.Until), tasks: 1}
		if len(in.Scenario.Services) > 1 {
			row.Name = in.Names.Service(t.Service)
		}
		if len(row.Bars) > 0 {
			rows[t.Instance] = pack(rows[t.Instance], &row)
		}
	}
	return rows
}

// pack puts a task into the first of an instance's rows that is of its service and hue and free when it starts, or else into
// a row of its own.
func pack(rows []Row, task *Row) []Row {
	for i := range rows {
		row := &rows[i]
		if row.Name == task.Name && row.Hue == task.Hue && row.Bars[len(row.Bars)-1].To <= task.Bars[0].From {
			row.Bars = append(row.Bars, task.Bars...)
			row.tasks++
			return rows
		}
	}
	return append(rows, *task)
}

// rowBars are a task's bars in a window.
func (t *Track) rowBars(from, to sim.Time) []RowBar {
	var bars []RowBar
	for i, bar := range t.Bars {
		if bar.Phase == PhaseStopped {
			break
		}
		end := to
		if i+1 < len(t.Bars) {
			end = min(t.Bars[i+1].At, to)
		}
		begin := max(bar.At, from)
		if begin >= end {
			continue
		}
		bars = append(bars, RowBar{
			Phase: bar.Phase, From: begin, To: end,
			Failed: t.Failure != sim.NoFailure && t.Told == end && i+1 < len(t.Bars) && t.Bars[i+1].At == end,
		})
	}
	return bars
}

// shownInstances are the instances that have rows, and as long as there is room those that have none.
func (in *ClusterInput) shownInstances(f *Figure, rows [][]Row) []sim.InstanceID {
	hosts := in.hosts(f)
	there := make([]bool, len(rows))
	for _, id := range hosts {
		there[id] = true
	}
	for i := range rows {
		if len(rows[i]) > 0 && !there[i] {
			hosts = append(hosts, sim.InstanceID(i))
		}
	}
	in.sortByZone(hosts)
	lines := 0
	for _, id := range hosts {
		lines += max(len(rows[id]), 1)
	}
	if lines > mostRows {
		hosts = slices.DeleteFunc(hosts, func(id sim.InstanceID) bool { return len(rows[id]) == 0 })
	}
	return hosts
}

// sample chooses mostRows of total rows: one of each stretch of rows that stand side by side. Which one changes from
// stretch to stretch, since the first of each would be of one kind where each instance has as many tasks.
func sample(rows [][]Row, shown []sim.InstanceID, total int) [][]Row {
	if total <= mostRows {
		return rows
	}
	chosen := make([][]Row, len(rows))
	place, next, mixed := 0, 0, uint32(1)
	pick := -1
	for _, id := range shown {
		for k := range rows[id] {
			if place == next*total/mostRows {
				first := place
				next++
				mixed = mixed*1664525 + 1013904223
				pick = first + int(mixed>>16)%(next*total/mostRows-first)
			}
			if place == pick {
				chosen[id] = append(chosen[id], rows[id][k])
			}
			place++
		}
	}
	return chosen
}
