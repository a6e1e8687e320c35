package script

import (
	"fmt"
	"path"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// remedy says what to do instead of putting an environment on sys.path by hand; the environment's folder may be "".
func (x *loaded) remedy(p *lint.Pass, env string) string {
	if env == "" {
		return "use python-home= of WSGIDaemonProcess, which runs the group in the environment itself"
	}
	if g := x.group(p); g != nil && path.Clean(g.Option("python-home").Value) == env {
		return fmt.Sprintf("take it out: the group has python-home=%s already", env)
	}
	if x.runsEmbedded(p) {
		return fmt.Sprintf("use WSGIPythonHome %s, which makes Apache's own processes run in the environment itself", parser.Quote(env, 0))
	}
	return fmt.Sprintf("use python-home=%s, which runs the group in the environment itself", parser.Quote(env, 0))
}

// giveHome gives the script's group the environment. What does that in the script is still to be taken out.
func (x *loaded) giveHome(p *lint.Pass, env string) []lint.Fix {
	g := x.group(p)
	if g == nil || env == "" || g.Option("python-home").IsSet() || !lint.Movable(g.Decl) {
		return nil
	}
	edits := lint.AddWords(g.Decl, "python-home="+parser.Quote(env, 0))
	if len(edits) == 0 {
		return nil
	}
	return []lint.Fix{{Title: "Give process group " + g.Name.Value + " the environment, and take the lines out of the script", Safety: lint.Manual, Edits: edits}}
}
