package access

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A denial is a script that nobody may have, or the files of an Alias.
type denial struct {
	mount  *model.Mount
	alias  *model.Mapping // nil for a script
	folder string
	by     *model.Setting
	also   []*denial // what else the server is rid of with a grant of the folder
	hosts  []*denial // the same in other hosts
}

// denials are those of a whole server, each folder once: who may not have it may not have what lies in it either, and the grant of a folder that
// several hosts lack is one.
var denials = lint.Fact[[]*denial]{Find: func(p *lint.Pass) []*denial {
	if !p.Closed() {
		return nil
	}
	var found []*denial
	var alias model.Mount // each in turn: there may be very many
	for _, s := range p.Servers {
		var scripts, files []*denial
		for _, m := range s.Mounts {
			scripts = addDenial(p, scripts, m, nil)
		}
		for _, a := range s.Mappings {
			if (a.Decl.Is("Alias") || a.Decl.Is("AliasMatch")) && path.IsAbs(a.Target.Value) && inPlace(a) {
				alias = a.AsMount()
				files = addDenial(p, files, &alias, a)
			}
		}
		if len(scripts)+len(files) == 0 {
			continue
		}
		roots := map[string]*denial{}
		outer := append(outermost(scripts, roots), outermost(files, roots)...)
		found = append(found, joinSiblings(p, s, outer)...)
	}
	if len(found) > 0 && grantRefused(p) {
		return nil
	}
	return joinHosts(found)
}}

// joinSiblings makes one of the denials of folders that lie in one, where nothing in that is granted: the grant of that is what is missing. Of folders
// such as /srv and /var/www nobody grants all.
func joinSiblings(p *lint.Pass, s *model.Server, all []*denial) []*denial {
	first := map[string]*denial{}
	var left []*denial
	for _, d := range all {
		parent := path.Dir(d.folder)
		one := first[parent]
		switch {
		case strings.Count(parent, "/") < 2 || parent == "/var/www" || len(d.allows()) > 0:
		case one == nil:
			first[parent] = d
		case one.by == d.by && !grantedIn(s, parent) && !grantedIn(p.Main, parent):
			one.folder = parent
			one.also = append(append(one.also, d), d.also...)
			continue
		}
		left = append(left, d)
	}
	return left
}

// maxRequires is how many lines are looked at one by one; where there are more, some may be.
const maxRequires = 256

// grantedIn reports whether a section of the server is for a folder below the one given, and asks or says who may have it.
func grantedIn(s *model.Server, folder string) bool {
	all := s.Settings("require")
	return len(all) > maxRequires || slices.ContainsFunc(all, func(r *model.Setting) bool {
		sec := r.Section
		for ; sec != nil && sec.Kind != model.Directory; sec = sec.Outer {
		}
		return sec != nil && (sec.Regexp || sec.Glob || model.Below(folder, sec.Arg.Value))
	})
}

// joinHosts leaves the first of those denials that hosts have in common: those of one name, and those that grant nothing themselves. One with an Allow is for itself, as that is what must be mended.
func joinHosts(all []*denial) []*denial {
	type kind struct {
		host, folder string
		by           *eval.Directive
		script       bool
	}
	first := map[kind]*denial{}
	var left []*denial
	for _, d := range all {
		host, _ := d.mount.Server.HostName()
		if len(d.mount.Server.Settings("require")) == 0 {
			host = "" // it counts on a grant that stands elsewhere
		}
		k := kind{host, d.folder, d.by.Decl, d.alias == nil}
		switch other := first[k]; {
		case len(d.allows()) > 0:
			left = append(left, d)
		case other == nil || other.mount.Server == d.mount.Server:
			first[k] = d
			left = append(left, d)
		default:
			other.hosts = append(other.hosts, d)
		}
	}
	return left
}

// ofOld words the finding for a Deny of Apache 2.2, beside which a grant does nothing; it reports whether that is what denies.
func (d *denial) ofOld(found *lint.Diagnostic, name string) bool {
	if !d.by.Decl.Is("Deny") {
		return false
	}
	found.Message = fmt.Sprintf("%q is denied by the Deny from all for %s, whatever Require says; write Require all denied there, and grant <Directory %s>",
		name, d.by.Section.Arg.Value, d.folder)
	found.Symptom = strings.Replace(found.Symptom, "AH01630", "AH01797", 1)
	return true
}

// allows are the Allow lines of Apache 2.2 in force, which seem to be a grant.
func (d *denial) allows() []model.Held { return d.mount.Server.InForce("allow", d.mount) }

// granting are the directives and sections that a grant is made of.
var granting = strings.Fields("require requireany requireall directory directorymatch files filesmatch location locationmatch if " +
	"ifmodule ifdefine ifversion ifdirective iffile ifsection virtualhost")

// grantRefused reports whether httpd refuses a line or a tag that may be a grant, or be meant for one: then that is the mistake.
func grantRefused(p *lint.Pass) bool {
	return slices.ContainsFunc(slices.Concat(p.Problems, p.Refused()), func(q eval.Problem) bool {
		return lint.MeantFor(q, granting) || strings.Contains(q.At.Text(), "granted")
	})
}

// inPlace reports whether a mapping stands where its target is what it says: in a Location it may be an expression.
func inPlace(a *model.Mapping) bool {
	return a.Section == nil || a.Section.Kind == model.Location && !strings.Contains(a.Target.Value, "%{")
}

func addDenial(p *lint.Pass, to []*denial, m *model.Mount, a *model.Mapping) []*denial {
	by := outerDeny(p, m)
	if by == nil {
		return to
	}
	folder, _ := m.Folder()
	if p.KeepsOutGrant(folder) {
		return to // the grant may be a line that is not read by mistake
	}
	if a != nil {
		own := *m
		m = &own
	}
	return append(to, &denial{mount: m, alias: a, folder: folder, by: by})
}

// outermost are those denials that no other's grant would mend: neither one of the roots, by folder, nor one of themselves, the first of each folder.
// They become roots.
func outermost(all []*denial, roots map[string]*denial) []*denial {
	own := map[string]*denial{}
	for _, d := range all {
		if own[d.folder] == nil {
			own[d.folder] = d
		}
	}
	var left []*denial
	for _, d := range all {
		if root := rootOf(d, roots, own); root != d {
			root.also = append(root.also, d)
		} else {
			left = append(left, d)
		}
	}
	for _, d := range left {
		if roots[d.folder] == nil {
			roots[d.folder] = d
		}
	}
	return left
}

// rootOf is the denial of the outermost folder around d's, by the same section.
func rootOf(d *denial, roots, own map[string]*denial) *denial {
	root := d
	for at := d.folder; ; at = path.Dir(at) {
		for _, other := range []*denial{own[at], roots[at]} {
			if other != nil && other.by == d.by {
				root = other
			}
		}
		if at == path.Dir(at) {
			return root
		}
	}
}

// related are the denial and what a grant opens besides.
func (d *denial) related() []lint.Related {
	told := []lint.Related{{At: d.by.Decl.At(), Message: "this denies it"}}
	others := slices.Concat(d.hosts, d.also)
	for _, other := range others[:min(len(others), maxAlso)] {
		told = append(told, lint.Related{At: other.mount.Script.At(), Message: "nobody may have this either"})
	}
	return told
}

// maxAlso is how many are told of.
const maxAlso = 4

// outerDeny is the denial of a folder further out, such as Debian's of the whole file system, that certainly refuses every request to the
// mount; nil where the files may be reached, and where they are denied on purpose: by a section for their own folder or their URLs, or by an expression,
// which no plain section undoes.
func outerDeny(p *lint.Pass, m *model.Mount) *model.Setting {
	folder, known := m.Folder()
	if !known || model.Garbled(m.Script.Value) {
		return nil
	}
	by := deniedBy(p, m)
	if by == nil || by.Section == nil || by.Section.Kind != model.Directory || by.Section.Outer != nil || by.Section.Regexp || by.Section.AppliesInFolder(folder) {
		return nil
	}
	if by.Decl.Is("Deny") && (beforeRequire(p) || p.Lacks("mod_access_compat.c")) {
		return nil // rule access-control-legacy
	}
	if p.Files != nil && !p.Files.Exists(m.Script.Value) && misspelt(p, m.Server, folder) {
		return nil // rules mount-target-missing and alias-target-missing
	}
	return by
}

// misspelt reports whether the folder of a script that is not there has a section of its own, or holds one that has, or is named like such a folder or
// one in it.
func misspelt(p *lint.Pass, s *model.Server, folder string) bool {
	like := func(sec *model.Section) bool {
		other := path.Clean(sec.Arg.Value)
		return sec.Kind == model.Directory && other != "/" && (model.Below(folder, other) || nearly(folder, other))
	}
	return slices.ContainsFunc(s.Sections, like) || slices.ContainsFunc(p.Main.Sections, like)
}

// nearly reports whether one path would be the other but for a slip of the hand, or lie in it but for a slash that is lost or a slip in one name.
func nearly(a, b string) bool {
	if strings.HasPrefix(a, b) && !model.Below(b, a) || lint.Nearest(a, slices.Values([]string{b})) != "" {
		return true
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) < len(bs) {
		return false
	}
	as = as[:len(bs)]
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

// mend offers the grant, but where an Allow of Apache 2.2 seems to be one already, or its Deny denies.
func mend(found *lint.Diagnostic, d *denial, name string) {
	if d.ofOld(found, name) {
		return
	}
	if old := d.allows(); len(old) > 0 {
		found.Related = append(found.Related, lint.Related{At: old[0].Decl.At(), Message: "this grants nothing in Apache 2.4; write Require all granted"})
		return
	}
	found.Fixes = grantBelow(d.mount.Decl, d.folder)
	if len(found.Fixes) == 0 || d.mount.Server.IsMain() {
		return // or it holds for the hosts too
	}
	for _, other := range d.hosts {
		for _, fix := range grantBelow(other.mount.Decl, d.folder) {
			found.Fixes[0].Edits = append(found.Fixes[0].Edits, fix.Edits...)
		}
	}
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
