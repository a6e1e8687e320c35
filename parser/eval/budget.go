package eval

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
)

// The limits on work that a small text can ask for. httpd has none of them: it would run for hours.
const (
	maxReplayed = 2_000_000 // lines read a second time: of files opened again, and of macros
	maxSteps    = 500_000   // entries of folders, and openings of files, that Include comes by
	maxMade     = 256 << 20 // bytes of text that variables and macros made
	maxSections = parser.MaxDepth
	maxNames    = 10_000 // names of directives remembered
	maxParams   = 64     // parameters of a macro
	maxFaults   = 10_000 // problems
	maxWarnings = 100_000
	maxOpen     = 1000 // sections that recovery looks at
)

const tooDeep = "sections are nested more than 256 deep; those below are read as if they stood beside each other"

// A budget counts work against its limits.
type budget struct {
	replayed, steps, made int
	told                  map[string]bool
}

// spend adds n to a count and reports whether it is within its limit. The first time it is not, that is a problem at the line.
func (r *reader) spend(count *int, n, limit int, what string, at func() line) bool {
	*count += n
	if *count <= limit {
		return true
	}
	r.refuse(what, fmt.Sprintf("gave up after %d %s", limit, what), at())
	return false
}

// refuse notes, once for each kind, that eval will not follow httpd further.
func (r *reader) refuse(kind, message string, l line) {
	if r.budget.told[kind] {
		return
	}
	if r.budget.told == nil {
		r.budget.told = map[string]bool{}
	}
	r.budget.told[kind] = true
	p := Problem{Line: l.number(), Message: message, Unreadable: true, When: r.when}
	if l.syntax != nil {
		p.At, p.Label, p.Via = l.at(), l.from.label, l.from.via
	}
	r.report(p)
}
