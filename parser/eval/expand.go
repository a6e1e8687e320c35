package eval

import "github.com/modwsgi-lint/modwsgi-lint/parser/source"

// An expansion tells where the bytes of an expanded line came from.
type expansion struct{}

// Origin returns the text that bytes [start, end) of RawArgs came from, whether it is that and nothing else (see [Arg]), and the
// variables it came out of.
func (d *Directive) Origin(start, end int) (at source.Span, exact bool, from []Variable) {
	panic("not written yet")
}
