package layout

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/disk"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
)

var (
	programText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x00Apache/(\d+\.\d+\.\d+)`) })
	libpython   = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[\x00/](?:libpython|Python\.framework/Versions/)(\d)(\.\d{1,2})`)
	})
	// moduleName finds the series in mod_wsgi-py311.cpython-311-x86_64-linux-gnu.so and mod_wsgi.so-3.11.
	moduleName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:cpython-|py|\.so-)(\d)(\.?\d{1,2})`) })

	modWSGIText    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[4-9]\.\d{1,2}\.\d{1,2}$`) })
	oldModWSGIText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[23]\.\d$`) })
	pythonText     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[23]\.\d{1,2}\.\d{1,2}$`) })
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

// maxModule is the largest module looked at, in bytes: one that has all of Python in it has 40 MB.
const maxModule = 256 << 20

// Versions reads the versions of mod_wsgi and of the Python that it was built for off the module that a configuration loads. One that
// cannot be told is "". Of a tree that lies elsewhere there is no module to look at.
func (c *Configuration) Versions(config *eval.Config) (modWSGI, python string) {
	for _, m := range config.Modules {
		if m.ID != "wsgi_module" || m.File == "" || !c.Own {
			continue
		}
		name := strings.TrimPrefix(m.File, "/")
		info, err := c.Disk.Stat(name)
		if err != nil || info.Size() > maxModule {
			continue
		}
		text, err := c.Disk.ReadFile(name)
		if err != nil {
			continue
		}
		real, _ := c.Disk.Real(name) // Debian's mod_wsgi.so is a link to mod_wsgi.so-3.11
		return moduleVersions(m.File+" "+path.Base(real), string(text))
	}
	return "", ""
}

// moduleVersions tells the two versions in the text of a module apart: mod_wsgi's has three numbers and begins with 4 or more, or has two. Python's
// series is that of the library the module wants, else that in the module's names, else that of the one version of Python in the text. The text is taken
// as it is, and not as ELF: it may be a Mach-O file, and is not trusted.
func moduleVersions(names, text string) (modWSGI, python string) {
	old, pythons := "", map[string]bool{}
	for word := range strings.SplitSeq(text, "\x00") {
		switch {
		case len(word) > 8 || word == "3.2.0": // a version of Unicode, in every Python
		case modWSGIText().MatchString(word) && modWSGI == "":
			modWSGI = word
		case oldModWSGIText().MatchString(word) && old == "":
			old = word
		case pythonText().MatchString(word):
			pythons[word] = true
		}
	}
	for _, m := range [][]string{libpython().FindStringSubmatch(text), moduleName().FindStringSubmatch(names)} {
		if m != nil && python == "" {
			python = m[1] + "." + strings.TrimPrefix(m[2], ".")
		}
	}
	series := python
	for word := range pythons {
		if series != "" && strings.HasPrefix(word, series+".") || series == "" && len(pythons) == 1 {
			python = word
		}
	}
	return cmp.Or(modWSGI, old), python
}
