package model

import "github.com/modwsgi-lint/modwsgi-lint/parser/eval"

// An AccessControl is the access lines of one section: Apache 2.2's Order, Allow, Deny and Satisfy, and 2.4's Require.
type AccessControl struct {
	In *eval.Directive // the section; nil at the top
	// Lines are all of them, in order.
	Lines []*eval.Directive
	// Requires and Legacy count the lines of each kind.
	Requires, Legacy int
}

func (b *builder) accessControl(d *eval.Directive, s *Server, in *Section) {
	b.setting(d, s, in)
	a := b.access[d.In]
	if a == nil {
		a = &AccessControl{In: d.In}
		b.access[d.In] = a
		b.m.Access = append(b.m.Access, a)
	}
	a.Lines = append(a.Lines, d)
	if d.Is("Require") {
		a.Requires++
	} else {
		a.Legacy++
	}
}
