// Package wsgi says what mod_wsgi's own directives take, release by release: their values, their options, and the words mod_wsgi
// refuses others with. What httpd knows of them (arguments, places) is in package directives.
//
// It was read from the sources of all releases, and checked against running ones.
package wsgi

import (
	"iter"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
)

// A Release is a version of mod_wsgi: 4.9.4 is {4, 9, 4}.
type Release [3]int

// Before reports whether r is older than o.
func (r Release) Before(o Release) bool { return slices.Compare(r[:], o[:]) < 0 }

// A Directive is what mod_wsgi's handler of a directive takes. Its first and last release are in package directives.
type Directive struct {
	Name string // as registered; a section's begins with "<"
	// Words is how many words stand before the options of a directive that has options, and Missing what mod_wsgi says where there are
	// fewer, by their number from 0; the last is for all the rest.
	Words   int
	Missing []string
	Options []Option // in the order of their names
	Invalid string   // what mod_wsgi says of an option it does not know
	// Value is what the argument of a directive that takes one may be, Refusal what mod_wsgi says of another.
	Value   Value
	Refusal string
	Default string // the word that holds without the directive; empty where that differs
	// Successor is the directive that took its place when it was removed.
	Successor string
	// Python3Since is the first release whose builds for Python 3 have the directive; the zero Release where all that have it do.
	Python3Since Release
	// IdleSince is the first release that takes the directive and does nothing; the zero Release where none is like that.
	IdleSince Release
	// Python is the oldest Python with which the directive does something; zero where all are old enough.
	Python Release
	// Apache20 says that only builds for Apache 2.0 have it.
	Apache20 bool
}

// An Option is NAME=VALUE behind the words of a directive.
type Option struct {
	Name string
	// Since and Removed are the first release that has it and the first that has it no more; the zero Release where its directive
	// always had it, and where the newest has it.
	Since, Removed Release
	Value          Value
	// Refusal is what mod_wsgi says of a value it refuses, Range what it says of a number out of range where that is something else.
	Refusal, Range string
	Default        string // of a number; empty where it differs
	Successor      string // the option that took its place when it was removed
}

// In reports whether a release has the option.
func (o *Option) In(r Release) bool {
	return !r.Before(o.Since) && (o.Removed == Release{} || r.Before(o.Removed))
}

// Says is what mod_wsgi says of a value of the option that it refuses.
func (o *Option) Says(value string) string {
	if o.Range != "" && value != "" {
		return o.Range
	}
	return o.Refusal
}

var heldOption = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(^|[,;]\s*)([\w-]+)=`)
})

// Held finds another option of d inside an option's value that stands in no quotes: one in the place of the value, or behind a comma or semicolon that
// was meant to keep the two apart. It returns its name, and where what it stands behind ends; the name is empty where there is none.
func (d *Directive) Held(value string) (end int, name string) {
	if strings.IndexByte(value, '=') < 0 {
		return 0, ""
	}
	m := heldOption().FindStringSubmatchIndex(value)
	if m == nil || d.Option(value[m[4]:m[5]]) == nil {
		return 0, ""
	}
	return m[0], value[m[4]:m[5]]
}

// Lookup returns the directive of a name in any letter case, a section's with its "<"; nil if no release has it. The caller must not
// change it.
func Lookup(name string) *Directive {
	i := sort.Search(len(table), func(i int) bool { return compare(table[i].Name, name) >= 0 })
	if i == len(table) || compare(table[i].Name, name) != 0 {
		return nil
	}
	return &table[i]
}

// compare orders names in any case of ASCII letters.
func compare(a, b string) int {
	for i := range min(len(a), len(b)) {
		if d := int(lower(a[i])) - int(lower(b[i])); d != 0 {
			return d
		}
	}
	return len(a) - len(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// All yields every directive that some release has, in the order of their names.
func All() iter.Seq[*Directive] {
	return func(yield func(*Directive) bool) {
		for i := range table {
			if !yield(&table[i]) {
				return
			}
		}
	}
}

// Option returns the option of a name, whose letter case counts; nil if no release has it.
func (d *Directive) Option(name string) *Option {
	i := sort.Search(len(d.Options), func(i int) bool { return d.Options[i].Name >= name })
	if i == len(d.Options) || d.Options[i].Name != name {
		return nil
	}
	return &d.Options[i]
}
