package groups

import (
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/wsgi"
)

// threads is the number of the option that counts, as mod_wsgi reads it, and whether there is one.
func threads(g *model.DaemonGroup) (n int64, set bool) {
	v := g.Option("threads")
	integer := wsgi.Value{Kind: wsgi.Integer}
	n, _ = integer.Number(v.Value)
	return n, v.IsSet()
}
