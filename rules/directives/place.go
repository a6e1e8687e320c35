package directives

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// serverLevel is what httpd allows outside sections and in a virtual host: all but what says who may come.
const serverLevel = directives.RsrcConf | directives.OrAll&^(directives.OrAuthCfg|directives.OrLimit)

// inSection is what httpd allows in a section that applies to requests.
const inSection = directives.OrAll | directives.AccessConf

// sectionLevel is what each section allows in its body, 0 for what the place around allows. Other sections are not known.
var sectionLevel = map[string]directives.Override{
	"<VirtualHost": serverLevel,
	"<Directory":   inSection, "<DirectoryMatch": inSection, "<Location": inSection, "<LocationMatch": inSection,
	"<Files": inSection, "<FilesMatch": inSection, "<Proxy": inSection, "<ProxyMatch": inSection,
	"<If": inSection, "<ElseIf": inSection, "<Else": inSection,
	"<RequireAll": directives.OrAuthCfg, "<RequireAny": directives.OrAuthCfg, "<RequireNone": directives.OrAuthCfg,
	"<Limit": 0, "<LimitExcept": 0, "<WSGIInterpreterOptions": 0,
}

// levelOf is what a section's entry of sectionLevel says, whatever the letter case of its name.
func levelOf(in *eval.Directive) (directives.Override, bool) {
	name := in.Name
	if known := directives.Lookup(name); known != nil {
		name = known.Name
	}
	level, ok := sectionLevel[name]
	return level, ok
}

// A misplacement is why a directive may not stand where it does.
type misplacement struct {
	entry *directives.Directive
	leave *eval.Directive // the section to leave; nil where that is no remedy
	says  string          // httpd's words
}

// misplaced tells why httpd refuses d for its place (invoke_cmd, ap_check_cmd_context); nil where it does not, or where that is not known.
func misplaced(p *lint.Pass, d *eval.Directive, entry *directives.Directive) *misplacement {
	allowed, ok := level(p, d.In)
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
	if p.Host.Htaccess || entry.Override&serverLevel == 0 {
		return nil
	}
	in := d.In
	for in != nil && in.In != nil {
		if outer, ok := level(p, in.In); entry.GlobalOnly || ok && entry.Override&outer == 0 {
			in = in.In
			continue
		}
		break
	}
	return in
}

// level is what may stand in a section, or at the top where it is nil. In a fragment nothing is known of the top: the file may be included
// in a section.
func level(p *lint.Pass, in *eval.Directive) (allowed directives.Override, ok bool) {
	for ; in != nil; in = in.In {
		switch allowed, ok = levelOf(in); {
		case !ok:
			return 0, false
		case allowed != 0 && p.Host.Htaccess:
			return allowed & directives.OrAll, true
		case allowed != 0:
			return allowed, true
		}
	}
	switch {
	case p.Host.Htaccess:
		return directives.OrAll, true
	case p.Closed():
		return serverLevel, true
	}
	return 0, false
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
