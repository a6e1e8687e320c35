package handlers

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// placeholder is the folder a person has to fill in.
const placeholder = "/path/to/files"

// leftover is what goes: the line, or the whole section where it holds nothing else. It is nothing where the section would be left
// empty, but is not ours to remove.
func leftover(h *model.Handler) (lines source.Span, ok bool) {
	lines = h.Decl.Syntax.Span()
	node := h.Decl.Syntax.In()
	if node == nil || !only(node, h.Decl.Syntax) {
		return lines, lint.Movable(h.Decl)
	}
	ok = node.Close != nil && h.Decl.In != nil && node.Open == h.Decl.In.Syntax && lint.Movable(h.Decl) && lint.Movable(h.Decl.In)
	if !ok {
		return node.Span(), false
	}
	for d := h.Decl.In.In; d != nil && !d.Is("<VirtualHost") && lint.Movable(d); d = d.In {
		outer := node.Open.In()
		if outer == nil || outer.Open != d.Syntax || outer.Close == nil || !only(outer, node) {
			break
		}
		node = outer
	}
	return node.Span(), true
}

// only reports whether a section's body holds one node and nothing else, not even a comment: a comment's words are not ours to drop.
func only(s *parser.Section, node parser.Node) bool {
	for _, n := range s.Body {
		if l, ok := n.(*parser.Line); n != node && !(ok && l.Kind() == parser.Blank) {
			return false
		}
	}
	return true
}

func remove(h *model.Handler, safety lint.Safety) []lint.Fix {
	lines, ok := leftover(h)
	if !ok {
		return nil
	}
	return []lint.Fix{{Title: "Remove what has no effect", Safety: safety, Edits: []source.Edit{lint.RemoveLines(lines)}}}
}

// serveFiles puts an Alias and a grant in the place of a Location. Where that is not what was meant, or not where it was
// meant, it shows that the line can go, and leaves the rest to a person.
func serveFiles(p *lint.Pass, r reach, mount *model.Mount) []lint.Fix {
	if fixes := aliasInstead(p, r, mount); len(fixes) > 0 {
		return fixes
	}
	return remove(r.h, lint.Manual)
}

// aliasInstead is the first half of serveFiles.
func aliasInstead(p *lint.Pass, r reach, mount *model.Mount) []lint.Fix {
	h, s := r.h, r.h.Section
	lines, ok := leftover(h)
	if !ok || s == nil || s.Kind != model.Location || s.Outer != nil || !s.Arg.Exact() || mount.Server != h.Server || r.hides(s.URLs) {
		return nil
	}
	url, ok := s.URLs.Prefix()
	if !ok {
		return nil
	}
	folder, safety := placeholder+url, lint.Manual
	if root := h.Server.Root(); path.IsAbs(root.Value) && !strings.Contains(root.Value, "${") {
		folder = path.Clean(root.Value) + url
		if p.Files == nil || p.Files.IsDir(folder) || calledAsFile(url) && p.Files.IsFile(folder) {
			safety = lint.Unsafe
		}
	}
	return []lint.Fix{{Title: "Serve the files with an Alias", Safety: safety, Edits: replace(h, lines, aliasLines(h, url, folder))}}
}

// replace puts text where the section stood; where the section holds more than the line, it stays and the text goes above it.
func replace(h *model.Handler, lines source.Span, text string) []source.Edit {
	if lines.Start == h.Section.Decl.Syntax.Span().Start {
		return []source.Edit{{Span: lines, New: text}}
	}
	above := h.Section.Decl.Syntax.Span()
	above.End = above.Start
	return []source.Edit{{Span: above, New: text}, lint.RemoveLines(lines)}
}

func aliasLines(h *model.Handler, url, files string) string {
	outer, end := lint.Indent(h.Section.Decl), lint.LineEnd(h.Section.Decl)
	step, deeper := strings.CutPrefix(lint.Indent(h.Decl), outer)
	if !deeper || step == "" {
		step = "    "
	}
	quoted := func(word string) string { return parser.Quote(word, h.Section.Arg.Quote) }
	folder, grant := strings.TrimSuffix(files, "/"), []string{"Require all granted"}
	if calledAsFile(url) {
		folder, grant = path.Dir(files), []string{"<Files " + quoted(path.Base(files)) + ">", step + grant[0], "</Files>"}
	}
	lines := []string{"Alias " + quoted(url) + " " + quoted(files), "<Directory " + quoted(folder) + ">"}
	for _, line := range grant {
		lines = append(lines, step+line)
	}
	lines = append(lines, "</Directory>")
	return outer + strings.Join(lines, end+outer) + end
}

// calledAsFile reports whether a URL is called as one file is, and not as a folder of them.
func calledAsFile(url string) bool { return !strings.HasSuffix(url, "/") && model.CalledAsFile(url) }
