package trace

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// An address is what the text of a URL says.
type address struct {
	scheme string // "http" or "https"
	host   string // in lower case, without a final dot
	typed  string // host and port as they are typed
	port   uint16
	// portGiven says that the port stands in the URL.
	portGiven bool
	// path and query are as typed, the path beginning with a slash.
	path, query string
}

// ParseURL checks the text of a URL: it must be absolute, of http or https, and name a host.
func ParseURL(text string) error {
	_, err := parseURL(text)
	return err
}

func parseURL(text string) (address, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	a := address{scheme: strings.ToLower(scheme)}
	if !ok || a.scheme != "http" && a.scheme != "https" {
		return a, fmt.Errorf("%q is no URL of a server: write http://HOST/PATH", text)
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }); i >= 0 {
		return a, fmt.Errorf("%q has a blank or a control byte, which no URL has: write %%%02X", text, text[i])
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, a.query, _ = strings.Cut(rest, "?")
	authority := rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, a.path = rest[:i], rest[i:]
	} else {
		a.path = "/"
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	if err := a.setHost(authority); err != nil {
		return a, fmt.Errorf("%q: %w", text, err)
	}
	if !a.portGiven {
		a.port = a.defaultPort()
	}
	return a, nil
}

// setHost takes HOST or HOST:PORT, as the URL and the Host field have it.
func (a *address) setHost(text string) error {
	host, port := text, ""
	a.typed = text
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		host, port = text[:i], text[i+1:]
	}
	a.portGiven = port != ""
	if a.portGiven {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("%q is no port", port)
		}
		a.port = uint16(n)
	}
	a.host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a.host == "" {
		return fmt.Errorf("no host is named")
	}
	if !isHostName(a.host) {
		return fmt.Errorf("%q is no name of a host, httpd answers 400 Bad Request", host)
	}
	return nil
}

// isHostName reports whether httpd takes a name (fix_hostname_non_v6, fix_hostname_v6_literal): one that is a number must be an address.
func isHostName(name string) bool {
	if ip, ok := strings.CutPrefix(name, "["); ok {
		_, err := netip.ParseAddr(strings.TrimSuffix(ip, "]"))
		return err == nil
	}
	if strings.Trim(name, "0123456789.") == "" {
		_, err := netip.ParseAddr(name)
		return err == nil
	}
	bad := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
	}
	return !strings.ContainsFunc(name, bad) && !strings.Contains(name, "..") && !strings.HasSuffix(name, ".")
}

func (a *address) defaultPort() uint16 {
	if a.scheme == "https" {
		return 443
	}
	return 80
}

// ip is the host where it is an address; the zero Addr for a name.
func (a *address) ip() netip.Addr {
	ip, err := netip.ParseAddr(strings.Trim(a.host, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return ip
}

// A slashes says what httpd makes of an encoded slash: AllowEncodedSlashes.
type slashes int8

const (
	slashesRefused slashes = iota
	slashesDecoded
	slashesKept
)

// decoded is the path that httpd compares, decoded and without /./, /../ and double slashes (ap_normalize_path, unescape_url). Status is 0, or what
// httpd answers to a path it does not take.
func decoded(path string, encoded slashes, merge bool) (result string, status int) {
	path, ok := withoutDots(path, merge)
	if !ok {
		return "", 400
	}
	if !strings.Contains(path, "%") {
		return path, 0
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] != '%' {
			b.WriteByte(path[i])
			continue
		}
		c, err := strconv.ParseUint(path[i+1:min(i+3, len(path))], 16, 8)
		switch {
		case err != nil || i+3 > len(path):
			return "", 400
		case c == 0 || c == '/' && encoded == slashesRefused:
			status = 404
		case c == '/' && encoded == slashesKept:
			b.WriteString(path[i : i+3])
		default:
			b.WriteByte(byte(c))
		}
		i += 2
	}
	return b.String(), status
}

// withoutDots takes out the parts "." and "..", and all but one of several slashes. It is false for a path that leads above the root.
func withoutDots(path string, merge bool) (string, bool) {
	if !strings.Contains(path, "/.") && !strings.Contains(path, "%2") && !strings.Contains(path, "//") {
		return path, true
	}
	path = strings.NewReplacer("%2e", ".", "%2E", ".").Replace(path)
	path = "/" + strings.TrimLeft(path, "/") // of those at the beginning one is left even where slashes are not merged
	parts := strings.Split(path[1:], "/")
	out := make([]string, 0, len(parts))
	for i, part := range parts {
		last := i == len(parts)-1
		switch {
		case part == "." || part == "" && merge && !last:
			if last {
				out = append(out, "")
			}
		case part == "..":
			if len(out) == 0 {
				return "", false
			}
			out = out[:len(out)-1]
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/"), true
}
