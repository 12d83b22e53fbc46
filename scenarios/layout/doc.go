// Package layout formats the text of scenarios: Format gives the one layout that a text has, with every comment, key and
// value as it was.
//
// It takes the text apart into lines (lines.go) and what stands in them (values.go), knows where comments belong, and writes
// it again (format.go). That a text is TOML is for package scenarios to say, before anything is taken apart.
//
// The package knows nothing of what keys mean, nor of files.
package layout
