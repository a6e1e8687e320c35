package directives

import (
	"fmt"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A misplacement is why a directive may not stand where it does.
type misplacement struct {
	entry *directives.Directive
	leave *eval.Directive // the section to leave; nil where that is no remedy
	says  string          // httpd's words
}

// misplaced tells why httpd refuses d for its place (invoke_cmd, ap_check_cmd_context); nil where it does not, or where that is not known.
func misplaced(p *lint.Pass, d *eval.Directive, entry *directives.Directive) *misplacement {
	allowed, ok := level(p, d)
	if !ok {
		return nil
	}
	if entry.Override&allowed == 0 {
		says := d.Name + " not allowed here"
		if d.In != nil {
			says = fmt.Sprintf("%s not allowed in %s> context", d.Name, d.In.Name)
		}
		return &misplacement{entry: entry, leave: leave(p, d, entry), says: says}
	}
	if host := hostOf(d); entry.GlobalOnly && host != nil {
		return &misplacement{entry: entry, leave: outermost(host), says: fmt.Sprintf("%s cannot occur within <VirtualHost> section", shown(d.Name))}
	}
	return nil
}

// leave is the outermost section that d must leave to stand where it may; nil where there is none.
func leave(p *lint.Pass, d *eval.Directive, entry *directives.Directive) *eval.Directive {
	if p.Host.Htaccess || entry.Override&directives.InServer == 0 {
		return nil
	}
	in := d.In
	for in != nil && in.In != nil {
		if outer, ok := level(p, in); entry.GlobalOnly || ok && entry.Override&outer == 0 {
			in = in.In
			continue
		}
		break
	}
	return in
}

// level is what may stand where d stands. In a fragment without virtual hosts nothing is known of the top: the file may be included in a section.
func level(p *lint.Pass, d *eval.Directive) (allowed directives.Override, ok bool) {
	allowed, by, ok := d.Allowed()
	switch {
	case p.Host.Htaccess && by == nil:
		return directives.OrAll, true
	case p.Host.Htaccess:
		return allowed & directives.OrAll, ok
	case by == nil && p.Host.Open && len(p.Servers) == 1:
		return 0, false
	}
	return allowed, ok
}

func hostOf(d *eval.Directive) *eval.Directive {
	for in := d.In; in != nil; in = in.In {
		if in.Is("<VirtualHost") {
			return in
		}
	}
	return nil
}

func outermost(in *eval.Directive) *eval.Directive {
	for in.In != nil {
		in = in.In
	}
	return in
}

// An unclosedSet are the openings of sections that httpd says are not closed, and the ends that it says close none: what stands below the one or above
// the other may well be meant to stand elsewhere.
type unclosedSet struct {
	openings map[source.Span]bool
	ends     map[*source.File]int // where the last begins
}

func unclosedIn(p *lint.Pass) unclosedSet {
	open := unclosedSet{map[source.Span]bool{}, map[*source.File]int{}}
	for _, q := range p.Problems {
		open.openings[q.At] = true
		if strings.HasPrefix(q.At.Text(), "</") {
			open.ends[q.At.File] = max(open.ends[q.At.File], q.At.Start)
		}
	}
	return open
}

// around reports whether d stands in one of them.
func (o unclosedSet) around(d *eval.Directive) bool {
	if at := d.At(); at.Start < o.ends[at.File] {
		return true
	}
	for in := d.In; in != nil && len(o.openings) > 0; in = in.In {
		if o.openings[in.At()] {
			return true
		}
	}
	return false
}
