package ecs

// LeaveNoPassOut gives every service a pass at each point of its grid from now on.
func (w *World) LeaveNoPassOut() {
	w.everyPass = true
	for i := range w.services {
		w.dirty(&w.services[i])
	}
}
