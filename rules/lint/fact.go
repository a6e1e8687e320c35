package lint

import "sync"

// A Fact is what several rules want to know of a configuration. The first that asks has it found out, for all of them.
type Fact[T any] struct {
	// Find looks at what all passes of a run have in common. It reports nothing.
	Find func(*Pass) T
}

// Of returns the fact, which nobody may change.
func (f *Fact[T]) Of(p *Pass) T {
	if p.facts == nil { // the rule is not one of a run
		return f.Find(p)
	}
	found, _ := p.facts.LoadOrStore(f, sync.OnceValue(func() T { return f.Find(p) }))
	return found.(func() T)()
}
