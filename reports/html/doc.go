// Package html writes report.html: one self-contained page that shows a run to people, works without a network, and
// carries every number of its pictures in tables as well.
//
// The page is made of a skeleton (page/report.html), the styles and scripts beside it, uPlot, and the run as data: columns
// of numbers that page/data.js reads. Nothing in the page is fetched, and nothing but the scripts and styles that this
// package put there is executed: the page's content security policy names them by their hashes. Names and messages of a
// scenario are data, escaped here and set as text there.
//
// The package draws nothing and knows nothing of how a run came about: it gets what the recorders of package reports have
// kept.
package html
