package model

import (
	"iter"
	"maps"
	"regexp/syntax"
	"slices"
	"strings"
)

// A URLIndex finds sets of URLs by what they have in common with another. Prefixes are looked up, so that thousands of them cost no more than
// their length; of expressions so many are looked at. The zero URLIndex is empty.
type URLIndex[T any] struct {
	few         []indexed[T] // all there are, as long as comparing them one by one is faster
	prefixes    map[string][]T
	sorted      []string // the keys of prefixes, once they have been asked for in order
	expressions []indexed[T]
	unknown     []T
	walked      int // how many automata have been compared
}

type indexed[T any] struct {
	urls  URLs
	value T
}

// How many sets of which one is an expression are looked at for one question, and for how many in all the automata are compared.
const (
	maxLookedAt = 1024
	maxWalked   = 4096
)

// maxFew is how many sets are compared one by one.
const maxFew = 8

// Clear takes out all there is.
func (x *URLIndex[T]) Clear() { *x = URLIndex[T]{few: x.few[:0]} }

// Add adds a set and what it stands for.
func (x *URLIndex[T]) Add(u URLs, value T) {
	if x.prefixes != nil {
		x.add(u, value)
		return
	}
	if x.few = append(x.few, indexed[T]{u, value}); len(x.few) > maxFew {
		x.prefixes = map[string][]T{}
		for _, e := range x.few {
			x.add(e.urls, e.value)
		}
		x.few = nil
	}
}

func (x *URLIndex[T]) add(u URLs, value T) {
	switch u.kind {
	case urlsNone:
		x.unknown = append(x.unknown, value)
	case urlsPrefix:
		if i, found := slices.BinarySearch(x.sorted, u.prefix); x.sorted != nil && !found {
			x.sorted = slices.Insert(x.sorted, i, u.prefix)
		}
		x.prefixes[u.prefix] = append(x.prefixes[u.prefix], value)
	default:
		x.expressions = append(x.expressions, indexed[T]{u, value})
	}
}

// Covering yields what stands for sets that certainly have every URL of u, in no certain order. Some may be left out where expressions are many.
func (x *URLIndex[T]) Covering(u URLs) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, e := range x.few {
			if e.urls.Covers(u) && !yield(e.value) {
				return
			}
		}
		q := question{u: u, walked: &x.walked, is: func(o URLs) bool { return o.Covers(u) }}
		x.compare(&q, yield)
	}
}

// Meeting yields what stands for sets of which it is not certain that they have no URL of u, in no certain order. Where expressions are many some
// may have none.
func (x *URLIndex[T]) Meeting(u URLs) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, e := range x.few {
			if !e.urls.Disjoint(u) && !yield(e.value) {
				return
			}
		}
		q := question{u: u, walked: &x.walked, is: func(o URLs) bool { return !o.Disjoint(u) }, otherwise: true}
		if each(x.unknown, yield) && x.compare(&q, yield) {
			x.below(u, yield)
		}
	}
}

// A question is which sets have something in common with u.
type question struct {
	u         URLs
	is        func(o URLs) bool
	otherwise bool // the answer for sets that are not looked at
	looked    int
	walked    *int
}

// asks reports whether a set is one; known is false where so many have been looked at that this one is not.
func (q *question) asks(o URLs) (is, known bool) {
	if q.looked++; q.looked > maxLookedAt {
		return q.otherwise, false
	}
	if o.apart(q.u) {
		return false, true
	}
	if *q.walked++; *q.walked > maxWalked {
		return q.otherwise, false
	}
	return q.is(o), true
}

// compare yields the sets asked for: of the prefixes those above u, or of all where u is none, and of the expressions.
func (x *URLIndex[T]) compare(q *question, yield func(T) bool) bool {
	if q.u.kind == urlsPrefix {
		for i := range len(q.u.prefix) + 1 {
			if same := x.prefixes[q.u.prefix[:i]]; same != nil && q.is(URLs{kind: urlsPrefix, prefix: q.u.prefix[:i]}) && !each(same, yield) {
				return false
			}
		}
	} else {
		for _, p := range x.order() {
			is, known := q.asks(URLs{kind: urlsPrefix, prefix: p})
			if !known && !q.otherwise {
				return true
			}
			if is && !each(x.prefixes[p], yield) {
				return false
			}
		}
	}
	for _, e := range x.expressions {
		is, known := q.asks(e.urls)
		if !known && !q.otherwise {
			return true
		}
		if is && !yield(e.value) {
			return false
		}
	}
	return true
}

// below yields the prefixes below a prefix, itself left out.
func (x *URLIndex[T]) below(u URLs, yield func(T) bool) {
	if u.kind != urlsPrefix {
		return
	}
	all := x.order()
	from, _ := slices.BinarySearch(all, u.prefix)
	for _, p := range all[from:] {
		if !strings.HasPrefix(p, u.prefix) {
			return
		}
		if p != u.prefix && prefixCovers(u.prefix, p) && !each(x.prefixes[p], yield) {
			return
		}
	}
}

func (x *URLIndex[T]) order() []string {
	if x.sorted == nil {
		x.sorted = slices.Sorted(maps.Keys(x.prefixes))
	}
	return x.sorted
}

func each[T any](values []T, yield func(T) bool) bool {
	for _, v := range values {
		if !yield(v) {
			return false
		}
	}
	return true
}

// beginning is what every path that an expression matches begins with, as far as that is plain; "" where it is looked for anywhere.
func beginning(p *syntax.Prog) string {
	var text []byte
	for pc, anchored := p.Start, false; ; {
		in := &p.Inst[pc]
		switch in.Op {
		case syntax.InstNop, syntax.InstCapture:
		case syntax.InstEmptyWidth:
			anchored = anchored || syntax.EmptyOp(in.Arg) == syntax.EmptyBeginText && len(text) == 0
		case syntax.InstRune1, syntax.InstRune:
			if !anchored || len(in.Rune) != 1 || syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				return string(text)
			}
			text = append(text, string(in.Rune[0])...)
		default:
			return string(text)
		}
		pc = int(in.Out)
	}
}
