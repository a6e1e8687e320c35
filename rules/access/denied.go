package access

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// outerDeny is the denial of a folder further out, such as Debian's of the whole file system, that certainly refuses every request to the
// mount; nil where the files may be reached, and where they are denied on purpose: by a section for their own folder or their URLs.
func outerDeny(p *lint.Pass, m *model.Mount) *model.Setting {
	folder, known := m.Folder()
	if !known || model.Unfinished(m.Script.Value) {
		return nil
	}
	by := deniedBy(p, m)
	if by == nil || by.Section == nil || by.Section.Kind != model.Directory || by.Section.Outer != nil || path.Clean(by.Section.Arg.Value) == folder {
		return nil
	}
	if p.Files != nil && !p.Files.Exists(m.Script.Value) && misspelt(p, m.Server, folder) {
		return nil // rules mount-target-missing and alias-target-missing
	}
	return by
}

// misspelt reports whether a folder that is not there is named like one that has a section of its own.
func misspelt(p *lint.Pass, s *model.Server, folder string) bool {
	like := func(sec *model.Section) bool {
		other := path.Clean(sec.Arg.Value)
		return sec.Kind == model.Directory && other != folder && other != "/" && nearly(folder, other)
	}
	return slices.ContainsFunc(s.Sections, like) || slices.ContainsFunc(p.Main.Sections, like)
}

// nearly reports whether two paths differ in one name alone, by a slip of the hand.
func nearly(a, b string) bool {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) != len(bs) {
		return false
	}
	slips := 0
	for i := range as {
		if as[i] == bs[i] {
			continue
		}
		if slips++; slips > 1 || lint.Nearest(as[i], slices.Values(bs[i:i+1])) == "" {
			return false
		}
	}
	return slips == 1
}

// grantKeptOut reports whether what is missing to grant a folder may be a line that is not read by mistake.
func grantKeptOut(p *lint.Pass) bool {
	return p.KeepsOut("Require", "all") || p.KeepsOut("<Directory", "")
}

// maxHosts is how many virtual hosts are asked whether they grant what the main server denies.
const maxHosts = 100

// deniedBy is the denial in force for the mount; where it stands in the main server, only if each virtual host has one too.
func deniedBy(p *lint.Pass, m *model.Mount) *model.Setting {
	if !m.Server.IsMain() {
		return p.DeniedBy(m.Server, m)
	}
	if len(p.Servers) > maxHosts {
		return nil
	}
	for _, s := range p.Servers[1:] {
		if p.DeniedBy(s, m) == nil {
			return nil
		}
	}
	return p.DeniedBy(m.Server, m)
}

// grantBelow writes a section that grants a folder below d's line.
func grantBelow(d *eval.Directive, folder string) []lint.Fix {
	if !lint.Movable(d) || d.In != nil && !d.In.Is("<VirtualHost") {
		return nil
	}
	line := d.Syntax.Span()
	indent, end := lint.Indent(d), lint.LineEnd(d)
	lines := []string{"<Directory " + parser.Quote(folder, 0) + ">", "    Require all granted", "</Directory>"}
	text := indent + strings.Join(lines, end+indent) + end
	if !strings.HasSuffix(line.Text(), "\n") {
		text = end + strings.TrimSuffix(text, end)
	}
	line.Start = line.End
	return []lint.Fix{{Title: "Grant " + folder, Safety: lint.Unsafe, Edits: []source.Edit{{Span: line, New: text}}}}
}
