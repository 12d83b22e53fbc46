// Package reports says to people and programs what a run came to. It computes everything from the scenario and the
// records of a run and knows nothing of the world that made them. README.md lists the fields of every file.
//
// A Run collects what all reports need; hand it, and a RecordWriter beside it, to the run as a sim.Recorder. Tracks (each
// task's life) and Notes (each pass) are further recorders, for pictures and pages. The files go by what they are for:
//
//	verdict, lows, dips, failures, blockers, disturbances, moved, hosts, …  the verdict's sentences
//	wording, words, rebalancing, reasons, lacks                       ECS's words: events, reasons, what instances lack
//	ndjson…, read…                                                    records.ndjson, written and read back
//	describe…, result, counts, events, table, markdown                the other files and what is printed
//	explain…                                                          ecssim explain
//	compare…                                                          ecssim compare
//	figure…                                                           the numbers and words of pictures
//	tracks, notes, rows, series, cells                                what pictures and pages are made from
//
// Names come from scenarios, so they are taken to be hostile: what stands in a file or on a terminal is escaped as that
// place asks for.
package reports
