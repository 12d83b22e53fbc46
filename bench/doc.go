// Package bench measures ecssim: benchmarks of its parts, models of the same work in the way its peers do it, and the
// recorded baseline that later runs are compared with. It holds no product code and nothing imports it.
//
// Machines are noisy and differ, so what is quoted from here are ratios of two things measured in turns in one run,
// never nanoseconds across runs. The benchmarks named …Ratio do the taking of turns themselves and report the median of
// their rounds with the least and the greatest:
//
//	go test -run '^$' -bench HoldRatio -benchtime 20x ./bench
//
// Inputs are made from fixed seeds before the clock starts, and both sides of a ratio get the same.
package bench
