package layout

import (
	"regexp"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

var (
	programText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x00Apache/(\d+\.\d+\.\d+)`) })
	versionText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[2-9]\.\d{1,2}(\.\d{1,2})?$`) })
	libpython   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x00libpython(\d\.\d{1,2})`) })
	moduleName  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:cpython-|py)(\d)(\d{1,2})`) })
)

// programVersion reads the version off httpd's program: "2.4.62". It is empty where there is none.
func programVersion(d *disk.Overlay, name string) string {
	if name == "" {
		return ""
	}
	text, err := d.ReadFile(name[1:])
	if err != nil {
		return ""
	}
	if m := programText().FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// Versions reads the versions of mod_wsgi and of the Python that it was built for off the module that a configuration loads. One that
// cannot be told is "". Of a tree that lies elsewhere there is no module to look at.
func (c *Configuration) Versions(config *eval.Config) (modWSGI, python string) {
	for _, m := range config.Modules {
		if m.ID != "wsgi_module" || m.File == "" || !c.Own {
			continue
		}
		text, err := c.Disk.ReadFile(strings.TrimPrefix(m.File, "/"))
		if err != nil {
			continue
		}
		return moduleVersions(m.File, string(text))
	}
	return "", ""
}

// moduleVersions tells the two versions in the text of a module apart: Python's begins with the series of the library it wants.
// Where that is not known, neither is.
func moduleVersions(name, text string) (modWSGI, python string) {
	series := ""
	if m := libpython().FindStringSubmatch(text); m != nil {
		series = m[1]
	} else if m := moduleName().FindStringSubmatch(name); m != nil {
		series = m[1] + "." + m[2]
	} else {
		return "", ""
	}
	python = series
	for word := range strings.SplitSeq(text, "\x00") {
		switch {
		case len(word) > 8 || !versionText().MatchString(word):
		case word == series || strings.HasPrefix(word, series+"."):
			python = word
		case modWSGI == "":
			modWSGI = word
		}
	}
	return modWSGI, python
}
