package access

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

var staticDenied = lint.Rule{
	ID:       "static-denied",
	Family:   "access",
	Severity: lint.Warning,
	Fixes:    lint.Unsafe,
	Needs:    lint.WholeServer,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Folder of an Alias that no Require all granted covers",
		Seen:  "Every style sheet and picture is \"403 Forbidden\": the application answers, but its pages come without any style.",
		Why: `An Alias says where files are, not who may have them. Where the whole file system is denied, as in Debian's apache2.conf, a section must grant
the folder. A grant for the script alone does not help.`,
		Log: []lint.LogLine{{Text: "AH01630: client denied by server configuration: /srv/blog/static/site.css"}},
		Instead: "Grant the folder, inside or outside of the virtual host:\n\n" +
			"```apache\n<Directory /srv/blog/static>\n    Require all granted\n</Directory>\n```",
		Fix:  "A section that grants the folder comes below the Alias. It is unsafe: the files are open to everybody then.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_authz_core.html#reqgranted"},
	},
	Check: func(p *lint.Pass) {
		if !p.Closed() {
			return
		}
		for _, s := range p.Servers {
			for _, a := range s.Mappings {
				if !a.Decl.Is("Alias") || a.Section != nil || !path.IsAbs(a.Target.Value) {
					continue
				}
				if by := outerDeny(p, a.AsMount()); by != nil && !grantKeptOut(p) {
					p.Report(filesDenied(s, a, by))
				}
			}
		}
	},
}

func filesDenied(s *model.Server, a *model.Mapping, by *model.Setting) lint.Diagnostic {
	folder, _ := a.AsMount().Folder()
	d := lint.Diagnostic{
		At:      a.Target.At(),
		Message: fmt.Sprintf("nothing grants %q, and %s is denied; grant it with <Directory %s> Require all granted", a.Target.Value, by.Section.Arg.Value, folder),
		Symptom: fmt.Sprintf("403 below %s: \"AH01630: client denied by server configuration: %s/…\"", a.URL.Value, strings.TrimRight(a.Target.Value, "/")),
		Via:     a.Decl.Via,
		Related: []lint.Related{{At: by.Decl.At(), Message: "this denies it"}},
	}
	if old := s.InForce("allow", a.AsMount()); len(old) > 0 {
		d.Related = append(d.Related, lint.Related{At: old[0].Decl.At(), Message: "this grants nothing in Apache 2.4; write Require all granted"})
		return d
	}
	d.Fixes = grantBelow(a.Decl, folder)
	return d
}
