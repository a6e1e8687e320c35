package lint

import (
	"sync/atomic"
	"testing"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// TestFact has twenty rules ask for one fact: it is found once in a run, anew in the next, and by a rule alone.
func TestFact(t *testing.T) {
	var found, right atomic.Int64
	fact := Fact[int64]{Find: func(*Pass) int64 { return found.Add(1) }}
	var rules []*Rule
	for range 20 {
		rules = append(rules, &Rule{ID: "asks", Check: func(p *Pass) {
			if fact.Of(p) == found.Load() {
				right.Add(1)
			}
		}})
	}
	m := model.Build(&eval.Config{})
	for run := range int64(2) {
		if out := Run(m, Options{Rules: rules}); len(out.Failures) > 0 || found.Load() != run+1 || right.Load() != 20*(run+1) {
			t.Errorf("run %d: failures %v, found %d times, told right %d times", run, out.Failures, found.Load(), right.Load())
		}
	}
	if fact.Of(&Pass{}) != 3 {
		t.Error("a rule alone does not find it")
	}
}
