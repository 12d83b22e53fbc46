// Package scenarios reads scenarios: TOML that a person wrote in, a sim.Scenario that is ready to run out, or every
// fault at once, each with its line, its key, what is allowed and what was probably meant.
//
// Parse and Read take one text that is one scenario. A text that extends others is gathered with them first (gather.go), and
// one with a matrix is several cases, each read for itself (cases.go). Reading works in steps, one file each: the texts are
// measured and scanned for positions (scan.go, positions.go), decoded into trees of nodes (tree.go), laid on each other
// (extends.go, merge.go), changed by a case of the matrix (matrix*.go) and the --set overrides (set.go), expanded where a
// task definition is basedOn another (basedon.go), bound to the structs that declare the format (schema_*.go, by bind.go),
// checked for what isn't modelled yet (unmodelled.go), and built into the nouns of package sim (build_*.go).
//
// The structs' tags are the single source of the format: names, ranges, defaults and meanings are read from them, and
// the reference in README.md and the JSON Schema for editors (json_schema.go) are made from them.
//
// The package knows nothing of files, flags or running: it is given bytes, and an fs.FS for what they extend, and hands back
// a value.
package scenarios
