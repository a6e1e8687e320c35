package mounts

import (
	"fmt"
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
)

var aliasTargetMissing = lint.Rule{
	ID:       "alias-target-missing",
	Family:   "mounts",
	Severity: lint.Warning,
	Needs:    lint.FileSystem,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "Alias to a folder that is not there, or that Apache may not enter",
		Seen: "Every file below the Alias is \"404 Not Found\", or \"403 Forbidden\" where Apache's user may not enter the folder, or a " +
			"symbolic link leads nowhere. The pages " +
			"come without style and pictures.",
		Why: `Apache does not look for the folder when it starts. Where it is missing, everything below the Alias is "404 Not Found"; pages come without style and pictures.
With Django the usual reason is that ` + "`manage.py collectstatic`" + ` was never run, or wrote to another STATIC_ROOT.

A path that does not begin with a slash is taken from ServerRoot, and not from the project.

Where Apache's user may not enter the folder, or one on the way to it, the answer is "403 Forbidden". Home folders such as /home/deploy often let in
nobody but their owner.`,
		Log: []lint.LogLine{
			{Text: "AH00128: File does not exist: /srv/blog/static/site.css", Versions: "at LogLevel info"},
			{Text: "AH00037: Symbolic link not allowed or link target not accessible: /srv/blog/current", Versions: "where it is a link that leads nowhere"},
			{Text: "AH00035: access to /static/site.css denied (filesystem path '/home/deploy/static') because search permissions are missing on a component of the path"},
		},
		Instead: "Make the folder, with Django by `python3 manage.py collectstatic`, or name the one that is there. Where it lies in a home " +
			"folder, let Apache's user through: `setfacl -m u:www-data:x /home/deploy`.",
		Refs: []string{"https://httpd.apache.org/docs/2.4/mod/mod_alias.html#alias"},
	},
	Check: func(p *lint.Pass) {
		if p.Files == nil {
			return
		}
		for _, s := range p.Servers {
			for _, a := range s.Mappings {
				if !a.Decl.Is("Alias") || !leadsToOne(a) {
					continue
				}
				if why, status := unserved(p, a); why != "" {
					url := a.AsMount().URL.Value
					d := lint.Diagnostic{
						At:      a.Target.At(),
						Message: fmt.Sprintf("%q %s, so nothing is served below %s", a.Target.Value, why, url),
						Symptom: fmt.Sprintf("%d for every file below %s", status, url),
						Via:     a.Decl.Via,
					}
					if p.Files.Exists(path.Clean(a.Target.Value)) {
						d.Cause = p.ClosedOn(nil, a.Target.Value)
					}
					if status == 404 {
						d.Message += "; make it, or correct the path"
						d.Cause = p.MissingAt(a.Target.Value)
						d.Settle(d.At) // who may have it is asked of the right path
					}
					p.Report(d)
				}
			}
		}
	},
}

// leadsToOne reports whether an Alias leads to one and the same folder, whatever the URL: it is no expression, and no other
// mistake lies in its slashes or its place.
func leadsToOne(a *model.Mapping) bool {
	prefix, plain := a.URLs.Prefix()
	if !plain || endsInSlash(prefix) && !endsInSlash(a.Target.Value) {
		return false
	}
	in := a.Section
	return in == nil || in.Kind == model.Location && in.Outer == nil && !a.URL.IsSet() && !strings.ContainsAny(a.Target.Value, "$%")
}

// unserved says why no file of an Alias's folder can be had, and with which answer; it is empty where one may. A relative path is taken from
// ServerRoot.
func unserved(p *lint.Pass, a *model.Mapping) (why string, status int) {
	name, from := a.Target.Value, ""
	if name != "" && !path.IsAbs(name) && p.Closed() && path.IsAbs(p.ServerRoot) && !model.Unfinished(name) && !model.Garbled(name) {
		name = path.Join(p.ServerRoot, name)
		from = fmt.Sprintf("is taken from ServerRoot, and %q ", name)
	}
	if isMissing(p, name) {
		if link, target := deadLink(p, name); link != "" {
			return fmt.Sprintf("%sdoes not exist: %q leads to %q, which is not there", from, link, target), 403
		}
		return from + "does not exist", 404
	}
	want := account.Enter
	if p.Files.IsFile(path.Clean(name)) {
		want = account.Read
	}
	if f := p.Refuses(nil, name, want); f != nil && isPath(name) {
		return from + "cannot be used: " + f.String(), 403
	}
	return "", 0
}
