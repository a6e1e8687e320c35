package model

import (
	"path"
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

// A Mapping is a line that takes URLs before any mount is tried: mod_wsgi comes last, whatever the order in the file.
type Mapping struct {
	Decl   *eval.Directive
	Server *Server
	Order  int // place in Config.Directives
	Kind   MappingKind
	// Conditional says that a RewriteCond decides whether the line takes its URLs.
	Conditional bool
	// URL is the path or expression, Target what it leads to; unset where the line has no such word.
	URL, Target Value
	// URLs are the paths the line takes; of a rewrite rule in a section nothing is known.
	URLs URLs
	// Section is the section the line stands in; nil at server level.
	Section *Section
}

// A MappingKind is a list of mappings in which order counts.
type MappingKind uint8

// The kinds, in the order httpd asks for them.
const (
	Rewrite  MappingKind = iota
	Proxy                // ProxyPass, ProxyPassMatch
	Redirect             // Redirect, RedirectMatch and kin
	Alias                // Alias, ScriptAlias and their Match forms
	UserDir              // UserDir, VirtualDocumentRoot: after the mounts
)

var mappingKinds = map[string]MappingKind{
	"rewriterule": Rewrite,
	"proxypass":   Proxy, "proxypassmatch": Proxy,
	"redirect": Redirect, "redirectpermanent": Redirect, "redirecttemp": Redirect, "redirectmatch": Redirect,
	"alias": Alias, "aliasmatch": Alias, "scriptalias": Alias, "scriptaliasmatch": Alias,
	"userdir":             UserDir,
	"virtualdocumentroot": UserDir, "virtualdocumentrootip": UserDir, "virtualscriptalias": UserDir, "virtualscriptaliasip": UserDir,
}

// redirectStatus are the words Redirect may have before the URL, besides numbers.
var redirectStatus = map[string]bool{"permanent": true, "temp": true, "seeother": true, "gone": true}

func (b *builder) mapping(d *eval.Directive, s *Server, in *Section) {
	if b.strayed[d] || d.Miscounted() || in != nil && in.Garbled {
		return
	}
	name := b.lower
	if in != nil && mappingKinds[name] == Alias && d.Arg(1).Value != "" {
		return // httpd refuses it there
	}
	m := b.mappings.add(Mapping{Decl: d, Server: s, Order: b.order, Kind: mappingKinds[name], Section: in})
	first := 0
	if m.Kind == Redirect && (name == "redirect" || name == "redirectmatch") {
		if w := d.Arg(0).Value; redirectStatus[strings.ToLower(w)] || w != "" && strings.Trim(w, "0123456789") == "" {
			first = 1
		}
	}
	m.URL, m.Target = d.Arg(first), d.Arg(first+1)
	if m.Kind == UserDir {
		switch strings.ToLower(m.URL.Value) {
		case "disabled":
			if !m.Target.IsSet() && in == nil {
				s.usersOff = d
			}
			return
		case "enabled":
			s.usersOn = true
			return
		case "none": // that is VirtualDocumentRoot's, and would be an odd folder in a home
			return
		}
	}
	switch {
	case m.Kind == Rewrite && in == nil:
		m.URLs = b.rewriteURLs(m)
		m.Conditional, s.conditioned = s.conditioned, false
	case m.Kind == Rewrite || m.Kind == UserDir:
	case in != nil && (!m.Target.IsSet() || m.Kind == Proxy):
		m.URL, m.Target = Value{}, m.URL
		m.URLs = in.URLs
		if name == "proxypass" && in.Regexp {
			m.URLs = URLsBelow(in.Arg.Value) // an expression is taken for a prefix (add_pass)
		}
	default:
		m.URLs = b.mappingURLs(m.URL.Value)
	}
	s.Mappings = append(s.Mappings, m)
}

// mappingURLs is the set a mapping's first word stands for.
func (b *builder) mappingURLs(url string) URLs {
	if strings.HasSuffix(b.lower, "match") {
		return b.matching(url)
	}
	return URLsBelow(url)
}

// URLOf is a URL for which an AliasMatch certainly leads to the file of the given name: its target ends in a group, as does the name in what that takes.
func (m *Mapping) URLOf(name string) (url string, ok bool) {
	folder, group, _ := strings.Cut(m.Target.Value, "$")
	rest, below := strings.CutPrefix(name, folder)
	if !m.Decl.Is("AliasMatch") || !below || len(group) != 1 || group < "1" || group > "9" || m.URLs.kind != urlsRegexp || !understood(m.URLs.prog) {
		return "", false
	}
	n := 2 * int(group[0]-'0')
	for _, url := range []string{m.URLs.prefix + rest, rest} {
		found := m.URLs.Matcher()(url)
		if strings.HasPrefix(url, "/") && n+1 < len(found) && found[n] >= 0 && url[found[n]:found[n+1]] == rest {
			return url, true
		}
	}
	return "", false
}

// AsMount is the files of an Alias as if they were mounted, so that what holds for them can be asked: its target is a folder unless it is
// called as files are.
func (m *Mapping) AsMount() Mount {
	script := m.Target
	if name := strings.TrimRight(script.Value, "/"); len(name)+1 != len(script.Value) && !CalledAsFile(name) {
		script.Value = name + "/"
	}
	as := Mount{Decl: m.Decl, Server: m.Server, Order: m.Order, URL: m.URL, Script: script, URLs: m.URLs}
	if !m.URL.IsSet() && m.Section != nil {
		as.URL = m.Section.Arg
	}
	as.folder = as.findFolder()
	return as
}

// fileExtensions are those of files that have a URL of their own.
var fileExtensions = strings.Fields("asp atom cer cgi conf crt css csv eot fcgi gif gz htm html ico jpeg jpg js json jsp key less log map md mjs mp3 " +
	"mp4 mpeg otf pac pdf pem php pl png py pyc rb rss scss sh so svg swf tar tgz ttf txt wasm wav webmanifest webm webp woff woff2 wsgi xhtml xml xsl yaml yml zip")

// CalledAsFile reports whether a path ends in an extension that files have. Folders have dots in their names too: blog.example, app-1.2, conf.d.
func CalledAsFile(name string) bool {
	ext := strings.ToLower(path.Ext(strings.TrimRight(name, "/")))
	return ext != "" && slices.Contains(fileExtensions, ext[1:])
}
