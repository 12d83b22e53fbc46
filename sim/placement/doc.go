// Package placement chooses: the container instance for a task that starts, and the task to stop. It is pure; it looks
// at what the control plane takes to be free and at where the service's tasks stand, and changes neither.
package placement
