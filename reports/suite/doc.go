// Package suite says what a batch of runs amounts to: a row for each case, and from the rows the outputs that people and
// continuous integration read: text, JUnit, GitHub's annotations, Markdown, CSV, NDJSON and JSON.
//
// It knows neither how cases are run nor where their files are. Names of scenarios are hostile: each output escapes them
// as its readers ask for. The same rows give the same bytes: there is no clock in any output.
package suite
