// Package starter writes the scenarios that somebody begins with: a commented one (Plain), one for each question that the
// shipped scenarios answer (Questions), and one that is made of saved responses of the AWS command line (Import).
//
// Import takes only what the responses say. Everything else is a note: what had to be assumed, and what was left out since
// ecssim doesn't simulate it. It works in steps, one file each: the responses are taken apart and recognised by what is in
// them (document.go), each kind is copied by a table of its keys (rules.go, copy.go) into a table of the scenario
// (service.go, definition.go, balancers.go, instances.go), the whole is written as TOML (toml.go, write.go), and it is read
// again, so that what Import gives is a scenario that can be used (fit.go).
//
// The package knows nothing of files and flags: it is given bytes and hands back a text.
package starter
