package python

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A rewriting changes a path in the text that it is written in, so that variables and macro parameters stay as they are. There are no edits where they
// give more than what goes.
type rewriting struct {
	edits  []source.Edit
	broken bool
}

func (r *rewriting) put(at source.Span, whole bool, text string) {
	r.edits = append(r.edits, source.Edit{Span: at, New: text})
	r.broken = r.broken || !whole
}

func (r *rewriting) all() []source.Edit {
	if r.broken {
		return nil
	}
	return r.edits
}

// bytes are where the entry stands among the arguments, if it is the one pinned entry of its path and is written as it is read.
func (e entry) bytes() (from, to int, ok bool) {
	from = e.setting.Start + e.offset
	if e.setting.Quote != 0 {
		from++
	}
	to = from + len(e.text)
	raw := e.setting.Decl.RawArgs()
	return from, to, to <= len(raw) && raw[from:to] == e.text && len(pinnedEntries(e.setting)) == 1
}

// without takes the pinned entries out of their path; rest is what is left of it.
func (e entry) without(rest []string) []source.Edit {
	s := e.setting
	if s.Exact() {
		return without(s, rest)
	}
	var r rewriting
	from, to, ok := e.bytes()
	switch {
	case !ok:
		return nil
	case len(rest) > 0:
		if e.offset > 0 {
			from--
		} else {
			to++
		}
		at, whole := s.Decl.Written(from, to)
		r.put(at, whole, "")
	case s.Group == nil:
		_, whole := s.Decl.Written(0, len(s.Decl.RawArgs()))
		r.put(lint.RemoveLines(s.Decl.Syntax.Span()).Span, whole, "")
	default:
		o, i, _ := s.Group.Options.Last("python-path")
		at, whole := s.Decl.Written(s.Group.Options.Before(i), o.End())
		r.put(at, whole, "")
	}
	return r.all()
}

// withHome puts a Python home in the place of the pinned entries.
func (e entry) withHome(rest []string) []source.Edit {
	s := e.setting
	if s.Exact() {
		return withHome(s, e.Env, rest)
	}
	from, to, ok := e.bytes()
	if !ok || !strings.HasPrefix(e.text, e.Env) {
		return nil
	}
	var r rewriting
	name, whole := s.Decl.Syntax.At(s.Decl.Syntax.Name().Start, s.Decl.Syntax.Name().End), true
	if s.Group != nil {
		o, _, _ := s.Group.Options.Last("python-path")
		name, whole = s.Decl.Written(o.Start, o.Start+len("python-path"))
	}
	if len(rest) == 0 {
		r.put(name, whole, settingName(s, "python-home", "WSGIPythonHome"))
		behind, whole := s.Decl.Written(from+len(e.Env), to)
		r.put(behind, whole, "")
		return r.all()
	}
	env, written := s.Decl.Written(from, from+len(e.Env))
	home := env.Text()
	if s.Quote != 0 {
		home = string(s.Quote) + home + string(s.Quote)
	}
	above := source.Span{File: name.File, Start: name.Start, End: name.Start}
	if s.Group != nil {
		r.put(above, whole && written, "python-home="+home+" ")
	} else {
		r.put(above, whole && written, "WSGIPythonHome "+home+lint.LineEnd(s.Decl)+lint.Indent(s.Decl))
	}
	cut := e.without(rest)
	r.edits = append(r.edits, cut...)
	r.broken = r.broken || cut == nil
	return r.all()
}
