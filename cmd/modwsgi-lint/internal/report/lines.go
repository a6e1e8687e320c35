package report

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// A region is lines [a0, a1) of the old text that become lines [b0, b1) of the new one. Lines count from 0.
type region struct{ a0, a1, b0, b1 int }

// The largest block compared line by line: go-diff needs time by the square of the lines changed, some 50 ms for this many. A larger block
// is cut at lines that stand once in either text, or replaced whole where there are none.
const (
	maxCompared = 4000
	maxCuts     = 8
)

// splitLines cuts a text behind each LF. The last line may have none.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// changed gives the regions in which two texts differ, in order.
func changed(a, b []string) []region {
	c := comparison{a: a, b: b}
	c.compare(region{a1: len(a), b1: len(b)}, 0)
	return c.regions
}

type comparison struct {
	a, b    []string
	regions []region
}

// add notes a region; one that touches the last is a part of it.
func (c *comparison) add(r region) {
	if n := len(c.regions); n > 0 && c.regions[n-1].a1 == r.a0 && c.regions[n-1].b1 == r.b0 {
		c.regions[n-1].a1, c.regions[n-1].b1 = r.a1, r.b1
		return
	}
	c.regions = append(c.regions, r)
}

// compare adds what differs within r, which has been cut depth times.
func (c *comparison) compare(r region, depth int) {
	for r.a0 < r.a1 && r.b0 < r.b1 && c.a[r.a0] == c.b[r.b0] {
		r.a0++
		r.b0++
	}
	for r.a0 < r.a1 && r.b0 < r.b1 && c.a[r.a1-1] == c.b[r.b1-1] {
		r.a1--
		r.b1--
	}
	switch {
	case r.a0 == r.a1 && r.b0 == r.b1:
	case r.a0 == r.a1 || r.b0 == r.b1:
		c.add(r)
	case r.a1-r.a0 <= maxCompared && r.b1-r.b0 <= maxCompared:
		c.byLine(r)
	case depth == maxCuts:
		c.add(r)
	default:
		c.cut(r, depth)
	}
}

// byLine compares line by line, each line a rune to go-diff. There are too few for a rune to be a surrogate, which go-diff would lose.
func (c *comparison) byLine(r region) {
	table := map[string]rune{}
	runes := func(lines []string) []rune {
		out := make([]rune, len(lines))
		for i, l := range lines {
			n, ok := table[l]
			if !ok {
				n = rune(len(table) + 1)
				table[l] = n
			}
			out[i] = n
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the result must not depend on the machine's speed
	at := region{a0: r.a0, a1: r.a0, b0: r.b0, b1: r.b0}
	for _, d := range dmp.DiffMainRunes(runes(c.a[r.a0:r.a1]), runes(c.b[r.b0:r.b1]), false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			at.a1 += n
		case diffmatchpatch.DiffInsert:
			at.b1 += n
		case diffmatchpatch.DiffEqual:
			c.flush(at)
			at = region{a0: at.a1 + n, a1: at.a1 + n, b0: at.b1 + n, b1: at.b1 + n}
		}
	}
	c.flush(at)
}

func (c *comparison) flush(r region) {
	if r.a0 < r.a1 || r.b0 < r.b1 {
		c.add(r)
	}
}

// cut compares what lies between the lines that stand once in either text, and in the same order.
func (c *comparison) cut(r region, depth int) {
	anchors := inOrder(c.unique(r))
	if len(anchors) == 0 {
		c.add(r)
		return
	}
	a0, b0 := r.a0, r.b0
	for _, p := range anchors {
		c.compare(region{a0, p.a, b0, p.b}, depth+1)
		a0, b0 = p.a+1, p.b+1
	}
	c.compare(region{a0, r.a1, b0, r.b1}, depth+1)
}

// A pair is a line of the old text and one of the new that are equal.
type pair struct{ a, b int }

// unique gives the lines of r that stand once in either text, by their place in the old one.
func (c *comparison) unique(r region) []pair {
	const many = -1
	where := map[string]pair{} // one past the place, 0 where there is none
	for i := r.a0; i < r.a1; i++ {
		p := where[c.a[i]]
		if p.a != 0 {
			p.a = many
		} else {
			p.a = i + 1
		}
		where[c.a[i]] = p
	}
	for i := r.b0; i < r.b1; i++ {
		p, ok := where[c.b[i]]
		if !ok {
			continue
		}
		if p.b != 0 {
			p.b = many
		} else {
			p.b = i + 1
		}
		where[c.b[i]] = p
	}
	var pairs []pair
	for i := r.a0; i < r.a1; i++ {
		if p := where[c.a[i]]; p.a > 0 && p.b > 0 {
			pairs = append(pairs, pair{i, p.b - 1})
		}
	}
	return pairs
}

// inOrder gives the longest run of pairs, which are sorted by a, whose b ascend too (by patience sorting).
func inOrder(pairs []pair) []pair {
	var tops []int // index of the pair on top of each pile
	before := make([]int, len(pairs))
	for i, p := range pairs {
		pile := sort.Search(len(tops), func(k int) bool { return pairs[tops[k]].b > p.b })
		before[i] = -1
		if pile > 0 {
			before[i] = tops[pile-1]
		}
		if pile == len(tops) {
			tops = append(tops, i)
		} else {
			tops[pile] = i
		}
	}
	run := make([]pair, len(tops))
	if len(tops) == 0 {
		return nil
	}
	for i, k := len(tops)-1, tops[len(tops)-1]; i >= 0; i, k = i-1, before[k] {
		run[i] = pairs[k]
	}
	return run
}
