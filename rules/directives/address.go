package directives

import (
	"strconv"
	"strings"
)

// refusesAddress says why WSGITrustedProxies refuses a word (wsgi_looks_like_ip, apr_ipsubnet_create); it is empty where it does not.
func refusesAddress(s string) string {
	v4 := s != "" && strings.Trim(s, "0123456789./") == ""
	v6 := strings.Contains(s, ":") && strings.Trim(s, "0123456789abcdef:/") == ""
	lower := strings.ToLower(s)
	switch {
	case !v4 && !v6 && strings.Contains(lower, ":") && strings.Trim(lower, "0123456789abcdef:/") == "":
		return "is an IPv6 address with capital letters, which mod_wsgi does not read; write " + lower
	case !v4 && !v6 && strings.Contains(s, ","):
		return "is no address; addresses are kept apart by blanks"
	case !v4 && !v6 && strings.Count(s, ":") == 1 && strings.Contains(s, "."):
		return "is an address with a port; leave the port out"
	case !v4 && !v6:
		return "is no address: write addresses or networks such as 10.0.0.0/8; names are not looked up"
	}
	address, mask, masked := strings.Cut(s, "/")
	bits := 128
	if v4 {
		bits = 32
		for _, part := range strings.Split(strings.TrimSuffix(address, "."), ".") {
			if n, err := strconv.Atoi(part); err != nil || n > 255 {
				return "is no address"
			}
		}
	}
	if !masked || strings.Contains(mask, ".") {
		return ""
	}
	n, err := strconv.Atoi(mask)
	switch {
	case err == nil && n == 0:
		return "has a network mask of 0, which is refused; name the proxies' own network"
	case err != nil || n > bits:
		return "has a network mask that is not from 1 to " + strconv.Itoa(bits)
	}
	return ""
}
