package cli

import (
	"fmt"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"
)

// tell says on standard error what was read and assumed. Reports say what was skipped.
func (a *app) tell(r *run) {
	for _, s := range r.subjects {
		if !s.wanted() {
			continue
		}
		say := func(format string, args ...any) {
			fmt.Fprintf(a.stderr, "%s: %s\n", report.Visible(s.Show(s.Name())), report.Visible(fmt.Sprintf(format, args...)))
		}
		world := "a whole server"
		if s.Host.Open {
			world = "a part of a server"
		}
		say("read as %s, with ServerRoot %s; files: %d", world, s.config.ServerRoot, len(s.config.Files))
		say("judged by httpd %s, mod_wsgi %s, Python %s", s.target.HTTPD, s.target.ModWSGI, s.target.Python)
		for _, note := range s.Notes {
			say("%s", note)
		}
		for _, f := range s.config.Files {
			say("read %s", f.Source.Name)
		}
	}
}
