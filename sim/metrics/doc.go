// Package metrics says what a run amounts to: it folds the records of a run into time series of counts and into one
// table of numbers a deployment. It sees records and the scenario, never the world that made them.
//
// A Fold is a sim.Recorder. Give it to the run alone, or beside others with sim.Recorders, and read Service and Samples
// when the run is over. Deployment defines every metric, and Words lists them under the names that results,
// expectations and sweeps use. All of them are whole numbers.
package metrics
