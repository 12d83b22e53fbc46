// Package health says when a verdict falls: pure arithmetic of container health checks and of target groups. Instead of
// an event for each check, the instant of "the n-th passed check in a row" is computed ahead; a test holds that against
// polling check by check.
package health
