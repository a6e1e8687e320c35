package groups

import (
	"fmt"
	"slices"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// partings are where the ways to two definitions part, a step of each; nil where one of them takes none.
func partings(a, b *model.DaemonGroup) (toA, toB *eval.Frame) {
	x, y := way(a.Decl.Via), way(b.Decl.Via)
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i], y[i]
		}
	}
	return nil, nil
}

// way is the steps to a directive, the first one first.
func way(f *eval.Frame) []*eval.Frame {
	var steps []*eval.Frame
	for ; f != nil; f = f.Outer {
		steps = append(steps, f)
	}
	slices.Reverse(steps)
	return steps
}

// readAgain is the Include by which httpd reads one definition a second time, with the virtual host around it; nil where there are two definitions,
// or the text is meant to be read for several hosts.
func readAgain(first, g *model.DaemonGroup) *eval.Frame {
	a, b := first.Server.Decl, g.Server.Decl
	if first.Decl.Syntax != g.Decl.Syntax || (a == nil) != (b == nil) || a != nil && a.Syntax != b.Syntax {
		return nil
	}
	once, again := partings(first, g)
	if again == nil || again.Kind == "Use" || once.By == again.By {
		return nil
	}
	return again
}

func fileTwice(g *model.DaemonGroup, again *eval.Frame) lint.Diagnostic {
	line := again.By
	return lint.Diagnostic{
		At: line.At(0, len(line.Text())),
		Message: fmt.Sprintf("%s reads again what was read before, so process group %q is defined twice; a file with WSGIDaemonProcess can be read once",
			again.Kind, g.Name.Value),
		Symptom: refused(duplicates),
		Via:     again.Outer,
		Related: []lint.Related{definedHere(g)},
	}
}

func readHere(f *eval.Frame) lint.Related {
	return lint.Related{At: f.By.At(0, len(f.By.Text())), Message: "the definition is read from here"}
}
