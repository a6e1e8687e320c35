package linttest

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// root is the folder a fixture's files stand in.
const root = "/etc/apache2"

// Findings runs rules over the fixture as it stands.
func (f *Fixture) Findings(rules ...*lint.Rule) []*lint.Diagnostic {
	return f.run(rules, f.files).Findings
}

// Run runs one rule over the fixture and returns what differs from what the fixture wants, a line each.
func (f *Fixture) Run(rule *lint.Rule) []string {
	var faults []string
	out := f.run([]*lint.Rule{rule}, f.files)
	for _, failure := range out.Failures {
		faults = append(faults, failure.Error()+"\n"+string(failure.Stack))
	}
	for _, d := range out.Findings {
		if !f.wanted(rule, d) {
			faults = append(faults, fmt.Sprintf("not wanted: %s %s: %s:%d `%s`: %s", d.Severity, d.Rule.ID, d.At.File.Name, d.At.From().Line, d.At.Text(), strings.TrimSpace(safetyOf(d)+" "+d.Message)))
		}
	}
	for _, w := range f.wants {
		if !w.met {
			faults = append(faults, fmt.Sprintf("not found: line %d of %s `%s`: %s", w.line, w.file, w.text, w.message))
		}
	}
	return faults
}

// safetyOf is the class of a finding's first fix, empty where there is none.
func safetyOf(d *lint.Diagnostic) string {
	if len(d.Fixes) == 0 {
		return ""
	}
	return d.Fixes[0].Safety.String()
}

func (f *Fixture) wanted(rule *lint.Rule, d *lint.Diagnostic) bool {
	severity := d.Severity.String()
	if d.Severity == rule.Severity {
		severity = ""
	}
	safety := safetyOf(d)
	if safety == rule.Fixes.String() {
		safety = ""
	}
	for _, w := range f.wants {
		if w.meets(strings.TrimPrefix(d.At.File.Name, root+"/"), d.At, severity, safety, d.Message) {
			w.met = true
			return true
		}
	}
	return false
}

// maxRounds is how often fixing is repeated before it counts as endless.
const maxRounds = 10

// Fixed applies every fix the rules offer, the first of each finding, until there is none. The result is the files by name; an
// error tells of fixes that do not end, do not apply, or break the text.
func (f *Fixture) Fixed(rules ...*lint.Rule) (map[string]string, error) {
	files := f.files
	for range maxRounds {
		out := f.run(rules, files)
		edits := map[string][]source.Edit{}
		for file, e := range plan(out.Findings) {
			edits[strings.TrimPrefix(file.Name, root+"/")] = e
		}
		if len(edits) == 0 {
			return files, nil
		}
		next := map[string]string{}
		for name, text := range files {
			fixed, err := source.Apply(text, edits[name])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			next[name] = fixed
		}
		files = next
	}
	return nil, fmt.Errorf("fixes do not end after %d rounds", maxRounds)
}

// plan is lint.Plan, in which a fix for people counts as an unsafe one.
func plan(findings []*lint.Diagnostic) map[*source.File][]source.Edit {
	for i, d := range findings {
		if len(d.Fixes) > 0 && d.Fixes[0].Safety == lint.Manual {
			fix := d.Fixes[0]
			fix.Safety = lint.Unsafe
			findings[i].Fixes = []lint.Fix{fix}
		}
	}
	edits, _, _ := lint.Plan(findings, lint.Unsafe)
	return edits
}

func (f *Fixture) run(rules []*lint.Rule, files map[string]string) lint.Outcome {
	conf, machine := fstest.MapFS{}, disk{maps.Clone(f.disk.MapFS)}
	for name, text := range files {
		if path.IsAbs(name) {
			machine.add("file", name, text)
		} else {
			conf[path.Join(root[1:], name)] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		}
	}
	host := eval.Host{
		Files:      conf,
		ServerRoot: root,
		Modules:    []eval.Module{{ID: "wsgi_module", Source: "mod_wsgi.c"}, {ID: "core_module", Source: "core.c"}, {ID: "so_module", Source: "mod_so.c"}},
		Open:       true,
		HTTPD:      "2.4.71",
		Env:        map[string]string{},
		Variables:  map[string]string{},
	}
	options := lint.Options{Rules: rules, Target: lint.Target{ModWSGI: lint.Version{6, 0, 5}, HTTPD: lint.Version{2, 4, 71}}}
	f.machine(&host, &options, machine)
	var c *eval.Config
	if host.Open {
		c = eval.ReadText(host, source.NewFile(root+"/httpd.conf", files["httpd.conf"]))
		c.Problems = slices.DeleteFunc(c.Problems, func(p eval.Problem) bool {
			if p.Unreadable {
				c.Elsewhere = append(c.Elsewhere, p) // a fragment's includes are on the server
			}
			return p.Unreadable
		})
	} else {
		c = eval.Read(host, root+"/httpd.conf")
	}
	return lint.Run(model.Build(c), options)
}

// machine reads the fixture's host line.
func (f *Fixture) machine(host *eval.Host, o *lint.Options, files disk) {
	for _, word := range strings.Fields(f.host) {
		key, v, _ := strings.Cut(word, "=")
		switch key {
		case "closed":
			host.Open = false
		case "htaccess":
			host.Htaccess = true
		case "define":
			host.Flags = append(host.Flags, v)
		case "env":
			name, value, _ := strings.Cut(v, "=")
			host.Env[name] = value
		case "module":
			host.Modules = append(host.Modules, eval.Module{ID: v, Source: "mod_" + strings.TrimSuffix(v, "_module") + ".c"})
		case "without":
			host.Modules = slices.DeleteFunc(host.Modules, func(m eval.Module) bool { return m.ID == v })
		case "files":
			o.Files = files
		case "folder", "file":
			files.add(key, v, "")
		case "target-httpd":
			host.HTTPD = v
			o.Target.HTTPD, _ = lint.ParseVersion(v)
		case "target-mod-wsgi":
			o.Target.ModWSGI, _ = lint.ParseVersion(v)
		case "target-python":
			o.Target.Python, _ = lint.ParseVersion(v)
		default:
			panic(f.Path + ": unknown word in the host line: " + word)
		}
	}
}
