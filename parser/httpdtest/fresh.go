package httpdtest

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
)

// Fresh is what tests draw the seeds of fresh cases from. Where MODWSGI_LINT_FRESH has a text it is always the same for that text, so that a run
// can be had again: .ci/run names the state of the project, and each change is met by cases that none before was.
func Fresh() *rand.Rand {
	text := os.Getenv("MODWSGI_LINT_FRESH")
	if text == "" {
		return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash never fails
	return rand.New(rand.NewPCG(h.Sum64(), uint64(len(text))))
}
