package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestMoreThanTheRoomIsUsedWhereMoreIsKept(t *testing.T) {
	percent := debug.SetGCPercent(100)
	defer debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetGCPercent(percent)
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	useRoom()
	if limit() != room {
		t.Errorf("the limit is %d, want %d", limit(), room)
	}
	kept := make([]byte, room)
	runtime.GC()
	for start := time.Now(); limit() < 2*room; time.Sleep(time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("the limit is %d where %d bytes are kept", limit(), len(kept))
		}
	}
	runtime.KeepAlive(kept)
}
