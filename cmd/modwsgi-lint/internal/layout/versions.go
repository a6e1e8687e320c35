package layout

import (
	"cmp"
	"iter"
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
	text, err := d.ReadText(name[1:])
	if err != nil {
		return ""
	}
	if m := programText().FindStringSubmatch(text); m != nil {
		return strings.Clone(m[1]) // the text may go
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
		text, err := c.Disk.ReadText(name)
		if err != nil {
			continue
		}
		real, _ := c.Disk.Real(name) // Debian's mod_wsgi.so is a link to mod_wsgi.so-3.11
		return moduleVersions(m.File+" "+path.Base(real), text)
	}
	return "", ""
}

// moduleVersions tells the two versions in the text of a module apart: mod_wsgi's has three numbers and begins with 4 or more, or has two. Python's
// series is that of the library the module wants, else that in the module's names, else that of the one version of Python in the text. The text is taken
// as it is, and not as ELF: it may be a Mach-O file, and is not trusted.
func moduleVersions(names, text string) (modWSGI, python string) {
	old, pythons := "", map[string]bool{}
	for word := range versionWords(text) {
		switch {
		case word == "3.2.0": // a version of Unicode, in every Python
		case modWSGIText().MatchString(word) && modWSGI == "":
			modWSGI = word
		case oldModWSGIText().MatchString(word) && old == "":
			old = word
		case pythonText().MatchString(word):
			pythons[word] = true
		}
	}
	for _, m := range [][]string{wantedLibrary(text), moduleName().FindStringSubmatch(names)} {
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
	return strings.Clone(cmp.Or(modWSGI, old)), strings.Clone(python) // the text may go
}

// versionWords are the C strings of at most eight bytes whose second one is a dot.
func versionWords(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := 1; at < len(text); at++ {
			i := strings.IndexByte(text[at:], '.')
			if i < 0 {
				return
			}
			at += i
			if at > 1 && text[at-2] != 0 {
				continue
			}
			word, _, ended := strings.Cut(text[at-1:min(len(text), at+8)], "\x00")
			if len(word) <= 8 && (ended || at-1+len(word) == len(text)) && !yield(word) {
				return
			}
		}
	}
}

// wantedLibrary finds the library of Python that a module wants, as libpython does but faster.
func wantedLibrary(text string) []string {
	for _, name := range []string{"libpython", "Python.framework"} {
		for at := 0; ; at++ {
			i := strings.Index(text[at:], name)
			if i < 0 {
				break
			}
			at += i
			if m := libpython().FindStringSubmatch(text[max(0, at-1):min(len(text), at+len("Python.framework/Versions/3.11"))]); m != nil {
				return m
			}
		}
	}
	return nil
}
