package access

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

var trustedProxiesAny = lint.Rule{
	ID:       "trusted-proxies-any",
	Family:   "access",
	Severity: lint.Warning,
	Since:    "0.1",
	Doc: lint.Doc{
		Title: "WSGITrustedProxies that takes in the whole internet",
		Why: `WSGITrustedProxies names the machines whose X-Forwarded-For and like headers mod_wsgi believes. A range such as ` + "`0.0.0.0/1`" + ` or
` + "`0.0.0.0/0.0.0.0`" + ` takes in everybody, so that every visitor may claim any address, as if the line were not there. A plain ` + "`0.0.0.0/0`" + ` is refused by Apache.`,
		Instead: "Name the proxies one by one, or the network they stand in: `WSGITrustedProxies 10.0.0.0/24`.",
		Refs:    []string{"https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGITrustedProxies.html"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range p.Servers {
			for _, set := range s.Settings("wsgitrustedproxies") {
				var d lint.Diagnostic // of the first; the others of the line stand with it
				for a := range set.Decl.EachArg() {
					switch {
					case !wholeInternet(a.Value):
					case !d.At.IsZero():
						d.Related = append(d.Related, lint.Related{At: a.At(), Message: "so does this"})
					default:
						d = lint.Diagnostic{
							At:      a.At(),
							Message: fmt.Sprintf("%q takes in machines all over the internet, which may all claim any address; name the proxies", a.Value),
							Symptom: "a visitor may claim any address, host name and scheme; nothing is logged",
							Via:     set.Decl.Via,
						}
					}
				}
				if !d.At.IsZero() {
					p.Report(d)
				}
			}
		}
	},
}

// wholeInternet reports whether a range that mod_wsgi accepts has a mask of fewer than eight bits, 16 for IPv6: no network is so large, but for
// those that are nobody's on the internet, fd00::/8 and fe80::/10.
func wholeInternet(text string) bool {
	host, mask, ok := strings.Cut(text, "/")
	if !ok {
		return false
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if n, err := strconv.Atoi(mask); err == nil {
		if n >= 7 && (ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsMulticast()) {
			return false
		}
		return n > 0 && (n < 8 || ip.Is6() && n < 16)
	}
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() || !ip.Is4() {
		return false
	}
	b := m.As4()
	return bits.OnesCount8(b[0]) < 8
}
