package access

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var vulnerableModWSGI = lint.Rule{
	ID:       "vulnerable-mod-wsgi",
	Family:   "access",
	Severity: lint.Warning,
	Needs:    lint.Release,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "mod_wsgi before 4.9.3",
		Why: `mod_wsgi before 4.9.3 has holes that are known to everybody. Nothing is logged, and the visitor sees nothing.

- Before 4.9.3, CVE-2022-2255: the X-Client-IP of a proxy that is not trusted reaches the application, which may take it for the visitor's
  address.
- Before 4.2.4, CVE-2014-8583: a daemon process that cannot give up the privileges of its group runs on with them.
- Before 3.5, CVE-2014-0240: on Linux before 3.1 a local user whose code runs in a daemon group may keep the privileges of root.
- Before 3.4, CVE-2014-0242: in embedded mode the Content-Type of an answer may show what the application has in its memory.

Distributions mend such holes without a new version number, so ask yours.

modwsgi-lint judges by the version of the module that the configuration loads, where that file can be read, or by --target-mod-wsgi.`,
		Instead: "Upgrade mod_wsgi, or see in your distribution's change log that the holes are closed.",
		Refs: []string{"https://nvd.nist.gov/vuln/detail/CVE-2022-2255", "https://modwsgi.readthedocs.io/en/master/release-notes/version-3.5.html",
			"https://modwsgi.readthedocs.io/en/master/release-notes.html"},
	},
	Check: func(p *lint.Pass) {
		v := p.Target.ModWSGI
		if !v.Known() || !v.Less(lint.Version{4, 9, 3}) {
			return
		}
		for _, m := range p.Modules {
			if m.ID != "wsgi_module" || m.At == nil {
				continue
			}
			p.Report(lint.Diagnostic{
				At:      m.At.At(0, len(m.At.Text())),
				Message: fmt.Sprintf("mod_wsgi %s has known holes (%s); upgrade to 4.9.3 or newer", v, holes(v)),
				Symptom: "an attacker may claim another address, or worse; nothing is logged",
			})
		}
	},
}

// holes names the known holes of a version.
func holes(v lint.Version) string {
	switch {
	case v.Less(lint.Version{3, 4}):
		return "CVE-2014-0240, CVE-2014-0242, CVE-2014-8583, CVE-2022-2255"
	case v.Less(lint.Version{3, 5}):
		return "CVE-2014-0240, CVE-2014-8583, CVE-2022-2255"
	case v.Less(lint.Version{4, 2, 4}):
		return "CVE-2014-8583, CVE-2022-2255"
	}
	return "CVE-2022-2255"
}
