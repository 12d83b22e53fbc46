// Package study makes many runs to answer one question. A varied scenario is a copy with something changed; the answer
// is folded from the records of its run.
package study
