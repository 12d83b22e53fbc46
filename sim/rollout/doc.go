// Package rollout decides what a deployment does next. Its functions are pure: they see a View of counts and settings
// and answer with a Plan of how many tasks to stop and to start. Which tasks, on which instances, and when the steps
// take effect is for package ecs, which also gathers the counts.
//
// # How AWS's rules become arithmetic
//
// The floor is ceil(desired × minimumHealthyPercent / 100), the cap floor(desired × maximumPercent / 100), both of the
// service's desired count of this moment. Stops are decided before starts, so with minimumHealthyPercent under 100 old
// tasks go at once, before and without waiting for new ones (D26 service-options, the three worked runs of six tasks).
//
// Every deployment has slots: the PRIMARY one desiredCount, an ACTIVE one as many as it keeps. A slot with a healthy
// task is filled; the others are open, whatever stands in them (nothing, a task that is starting, an unhealthy one).
// Open slots of an ACTIVE deployment cost nothing against the floor, so they are given up first; they are held, and
// refilled with tasks of the deployment's own revision, only as far as the floor needs them (What's New 2025-11;
// assumed: "needed" means that fewer tasks are healthy than the floor asks for). Unhealthy tasks beyond a deployment's
// open slots are stopped, which is "start the replacement first, stop the unhealthy task once it is healthy" and "when
// both are unhealthy, stop either" in one rule (D26 ecs_services).
package rollout
