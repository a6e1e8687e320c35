package model

import (
	"regexp/syntax"
	"slices"
	"sort"
	"unicode"
)

// This file compares regular expressions as sets of URL paths, by walking both automata side by side. It answers "not known" rather
// than guess: past maxStates pairs, and for assertions that depend on neighbours (\b).

// maxStates is how many pairs of states are looked at.
const maxStates = 4096

// A state is what one automaton may be in after some bytes of the path: the instructions waiting for a byte. Once found, a regular
// expression that is searched for anywhere in the path stays found.
type state struct {
	pcs   []uint32
	found bool
}

func (s state) key() string {
	if s.found {
		return "!"
	}
	b := make([]byte, 0, 4*len(s.pcs))
	for _, pc := range s.pcs {
		b = append(b, byte(pc), byte(pc>>8), byte(pc>>16), byte(pc>>24))
	}
	return string(b)
}

// includes reports whether every path that o matches, p matches; and whether that could be decided.
func includes(p, o *syntax.Prog) (yes, known bool) {
	yes = true
	known = walk(p, o, func(inP, inO bool) bool {
		yes = yes && (inP || !inO)
		return yes
	})
	return yes, known
}

// intersects reports whether some path is matched by both; and whether that could be decided.
func intersects(p, o *syntax.Prog) (yes, known bool) {
	known = walk(p, o, func(inP, inO bool) bool {
		yes = inP && inO
		return !yes
	})
	return yes, known
}

// walk visits the pairs of states that paths lead to, telling for each whether the path so far, as a whole path, is matched. It ends when visit
// returns false. The result is false where the pairs are too many or an assertion is not understood.
func walk(p, o *syntax.Prog, visit func(inP, inO bool) bool) bool {
	if !understood(p) || !understood(o) {
		return false
	}
	type pair struct {
		p, o  state
		slash bool // the last byte was a slash, so the next is not
	}
	letters := alphabet(p, o)
	start := pair{p: begin(p), o: begin(o)}
	queue := []pair{start}
	seen := map[string]bool{}
	for first := true; len(queue) > 0; first = false {
		at := queue[0]
		queue = queue[1:]
		if !first && !visit(accepts(p, at.p), accepts(o, at.o)) {
			return true
		}
		for _, r := range letters {
			if first && r != '/' || at.slash && r == '/' {
				continue
			}
			next := pair{step(p, at.p, r), step(o, at.o, r), r == '/'}
			key := next.p.key() + "|" + next.o.key()
			if next.slash {
				key += "/"
			}
			if !seen[key] {
				seen[key] = true
				queue = append(queue, next)
			}
		}
		if len(seen) > maxStates {
			return false
		}
	}
	return true
}

func understood(p *syntax.Prog) bool {
	const at = syntax.EmptyBeginText | syntax.EmptyEndText | syntax.EmptyBeginLine | syntax.EmptyEndLine
	for i := range p.Inst {
		if p.Inst[i].Op == syntax.InstEmptyWidth && syntax.EmptyOp(p.Inst[i].Arg)&^at != 0 {
			return false
		}
	}
	return true
}

func begin(p *syntax.Prog) state {
	return closure(p, []uint32{uint32(p.Start)}, syntax.EmptyBeginText|syntax.EmptyBeginLine)
}

// accepts reports whether the path may end here and is matched.
func accepts(p *syntax.Prog, s state) bool {
	return s.found || closure(p, s.pcs, syntax.EmptyEndText|syntax.EmptyEndLine).found
}

// step reads one character, from where the match so far stands and, for it may begin anywhere, from the start.
func step(p *syntax.Prog, s state, r rune) state {
	if s.found {
		return s
	}
	next := []uint32{uint32(p.Start)}
	for _, pc := range s.pcs {
		if in := &p.Inst[pc]; consumes(in.Op) && in.MatchRune(r) {
			next = append(next, in.Out)
		}
	}
	return closure(p, next, 0)
}

func consumes(op syntax.InstOp) bool {
	return op == syntax.InstRune || op == syntax.InstRune1 || op == syntax.InstRuneAny || op == syntax.InstRuneAnyNotNL
}

// closure follows the instructions that read nothing. Assertions that may hold at the end of the path stay in the state.
func closure(p *syntax.Prog, pcs []uint32, holds syntax.EmptyOp) state {
	var s state
	seen := make(map[uint32]bool, len(pcs))
	stack := slices.Clone(pcs)
	for len(stack) > 0 && !s.found {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &p.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^holds == 0 {
				stack = append(stack, in.Out)
			} else {
				s.pcs = append(s.pcs, pc)
			}
		case syntax.InstMatch:
			s.found = true
		case syntax.InstFail:
		default:
			s.pcs = append(s.pcs, pc)
		}
	}
	slices.Sort(s.pcs)
	return s
}

// alphabet is one character of each class that the two programs tell apart, among those that stand in a path: printable ASCII, and one
// beyond. The slash is always one of them.
func alphabet(progs ...*syntax.Prog) []rune {
	cuts := map[rune]bool{' ': true, '/': true, '/' + 1: true, 0x7f: true, 0x80: true}
	for _, p := range progs {
		for i := range p.Inst {
			in := &p.Inst[i]
			for j, r := range in.Rune {
				if len(in.Rune) == 1 || j%2 == 1 {
					cuts[r+1] = true
				}
				if len(in.Rune) == 1 || j%2 == 0 {
					cuts[r] = true
				}
				if syntax.Flags(in.Arg)&syntax.FoldCase != 0 && len(in.Rune) == 1 {
					foldCuts(cuts, r)
				}
			}
		}
	}
	var out []rune
	for r := range cuts {
		if r >= ' ' && r != 0x7f && r <= unicode.MaxRune {
			out = append(out, r)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

func foldCuts(cuts map[rune]bool, r rune) {
	const toggle = 'a' - 'A'
	for _, f := range []rune{r - toggle, r + toggle} {
		if f >= 'A' && f <= 'z' {
			cuts[f], cuts[f+1] = true, true
		}
	}
}
