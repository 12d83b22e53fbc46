// Package sim holds the nouns of ecssim in Amazon ECS's own words: what a scenario says (container instances, target
// groups, task definitions, services, a timeline), what a run says back (records), and the two measures both are made
// of, Time and Delay.
//
// It is the floor of the tree: it imports nothing of ours, knows neither TOML nor pictures, reads no clock and uses no
// floating point, so that a run is a function of (scenario, seed) and of nothing else. All names that order things
// (ServiceID, InstanceID, TaskNumber …) are dense integers that index slices; names for people are made by Names, when
// a record is printed.
package sim
