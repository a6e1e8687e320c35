// Package parser turns the text of an Apache httpd configuration file into a lossless tree.
//
// [Parse] never fails: a text that httpd would refuse still gives a tree of everything in it, with the
// [Problem]s beside it. The tree says what is written. What httpd makes of it (variables, includes, conditions,
// macros) is the business of package eval, which reads the same [Line]s in order.
//
// httpd's language is lines: physical lines joined by a backslash at their end give logical lines, and each of
// them is a comment, a directive, or a section's opening or closing tag. So the lexer makes one token of each
// logical line and balances the sections; a participle grammar, total over those tokens, builds the tree; and
// the words of a line are cut when somebody asks for them ([CutWord]).
package parser
