// Package reports says to people and programs what a run came to: the verdict in a sentence, the wording of service
// events, records.ndjson, counts.csv, events.txt, result.json, the table of metrics for a terminal, and the numbers of
// the figures. It computes everything from the scenario and the records of a run and knows nothing of the world that
// made them. README.md lists the fields of every file.
//
// A Run collects what all of these need; hand it, and a RecordWriter beside it, to the run as a sim.Recorder. Names
// come from scenarios, so they are taken to be hostile: what stands in a file or on a terminal is escaped as that place
// asks for.
package reports
