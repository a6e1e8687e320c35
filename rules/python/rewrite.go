package python

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// without leaves only the rest of a path's entries: it removes the option, or the directive's line, where there are none.
func without(s *model.PythonSetting, rest []string) []source.Edit {
	if len(rest) > 0 {
		return []source.Edit{setPath(s, rest)}
	}
	if s.Group == nil {
		return []source.Edit{lint.RemoveLines(s.Decl.Syntax.Span())}
	}
	o, i, _ := s.Group.Options.Last("python-path")
	at, _ := s.Decl.Origin(s.Group.Options.Before(i), o.End())
	return []source.Edit{{Span: at}}
}

// setHome names env as a Python home. Where it is written there, with more behind it, only that goes, so that variables, macro arguments and
// backslashes before it stay as they are; else there are edits only for a home that is exactly its text.
func setHome(home *model.PythonSetting, env string) []source.Edit {
	if at, ok := behind(home, env); ok {
		return []source.Edit{{Span: at}}
	}
	if !home.Exact() {
		return nil
	}
	return []source.Edit{{Span: home.At(), New: parser.Quote(env, home.Quote)}}
}

// behind is the text of a Python home behind env, and whether it is exactly that and can go.
func behind(home *model.PythonSetting, env string) (at source.Span, ok bool) {
	end := home.End
	raw := home.Decl.RawArgs()[home.Start:end]
	if home.Quote != 0 && raw[len(raw)-1] == home.Quote {
		raw, end = raw[:len(raw)-1], end-1
	}
	rest, ok := strings.CutPrefix(home.Value.Value, env)
	if !ok {
		return at, false
	}
	before, ok := strings.CutSuffix(raw, rest)
	if !ok || strings.HasSuffix(before, `\`) { // the first of two backslashes would escape what comes then
		return at, false
	}
	return home.Decl.Written(end-len(rest), end)
}

// withHome puts a Python home in the place of a path's pinned entries.
func withHome(s *model.PythonSetting, env string, rest []string) []source.Edit {
	home := parser.Quote(env, s.Quote)
	if s.Group != nil {
		o, _, _ := s.Group.Options.Last("python-path")
		option, _ := s.Decl.Origin(o.Start, o.End())
		if len(rest) == 0 {
			return []source.Edit{{Span: option, New: "python-home=" + home}}
		}
		insert := source.Span{File: option.File, Start: option.Start, End: option.Start}
		return []source.Edit{{Span: insert, New: "python-home=" + home + " "}, setPath(s, rest)}
	}
	if len(rest) == 0 {
		name := s.Decl.Syntax.Name()
		return []source.Edit{
			{Span: s.Decl.Syntax.At(name.Start, name.End), New: "WSGIPythonHome"},
			{Span: s.At(), New: home},
		}
	}
	line := s.Decl.Syntax.Span()
	insert := source.Span{File: line.File, Start: line.Start, End: line.Start}
	return []source.Edit{
		{Span: insert, New: lint.Indent(s.Decl) + "WSGIPythonHome " + home + lint.LineEnd(s.Decl)},
		setPath(s, rest),
	}
}

func setPath(s *model.PythonSetting, entries []string) source.Edit {
	return source.Edit{Span: s.At(), New: parser.Quote(strings.Join(entries, ":"), s.Quote)}
}
