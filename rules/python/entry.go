package python

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// entriesOf yields the entries of a Python path and their places. There are none in a path that is separated by something else than colons,
// which is rule python-path-separator's. On Windows, which has no daemon groups, these are semicolons.
func entriesOf(s *model.PythonSetting) func(yield func(text string, at source.Span) bool) {
	return func(yield func(string, source.Span) bool) {
		windows := isWindows(s.Value.Value)
		if misseparated(s) != nil || windows && s.Group != nil {
			return
		}
		separator, offset := ":", 0
		if windows {
			separator = ";"
		}
		for text := range strings.SplitSeq(s.Value.Value, separator) {
			if text != "" && !yield(text, entrySpan(s, offset, text)) {
				return
			}
			offset += len(text) + 1
		}
	}
}

// isWindows reports whether a path has backslashes or begins with a drive.
func isWindows(path string) bool {
	return strings.Contains(path, `\`) || !strings.HasPrefix(path, "/") && isAbsolute(path)
}

// entrySpan is the text of an entry at the given offset of the value; of the whole value where escapes make offsets differ.
func entrySpan(s *model.PythonSetting, offset int, text string) source.Span {
	start := s.Start + offset
	if s.Quote != 0 {
		start++
	}
	if raw := s.Decl.RawArgs(); start+len(text) <= len(raw) && raw[start:start+len(text)] == text {
		at, _ := s.Decl.Origin(start, start+len(text))
		return at
	}
	return s.At()
}

// pathName is how a Python path is written.
func pathName(s *model.PythonSetting) string { return settingName(s, "python-path", "WSGIPythonPath") }

// isIgnored reports whether a Python path is one that no application here sees, so that rule python-path-ignored speaks of it alone.
func isIgnored(p *lint.Pass, s *model.PythonSetting) bool { return s.Group == nil && inDaemons(p) }

// inDaemons reports whether there are applications here, and all of them run in daemon groups.
func inDaemons(p *lint.Pass) bool { return len(p.Uses) > 0 && !p.EmbeddedHere() }
