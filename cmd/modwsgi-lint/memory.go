package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// room is up to how many bytes the program grows before anything is collected. A run keeps most of what it makes and then ends, so that collecting
// earlier is work for nothing.
const room = 250 << 20

// useRoom makes the collector wait until the room is full, unless the environment says when to collect.
func useRoom() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(-1)
		fit(struct{}{})
	}
}

// fit sets the limit by what the last collection left, and is called again after the next: where that fills most of the room, twice as much is used, for
// a limit that is hardly more than what is kept would be met all the time.
func fit(struct{}) {
	left := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(left)
	limit := int64(room)
	if kept := int64(left[0].Value.Uint64()); kept > room*3/4 {
		limit = 2 * kept
	}
	debug.SetMemoryLimit(limit)
	collected := new(*byte) // by the next collection
	runtime.AddCleanup(collected, fit, struct{}{})
}
