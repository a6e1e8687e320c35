// Package parser turns the text of an Apache httpd configuration file into a lossless tree.
//
//	file := parser.Parse(source.NewFile("httpd.conf", text))
//
// [Parse] never fails: a text that httpd would refuse still gives a tree of everything in it, and a list of every [Problem].
// Each [Node] of a [File] is a [Line] or a [Section]. Their spans tile the text, comments and blank lines included, so a tool that edits
// replaces spans of the text ([source.Edit]) and never prints a tree. Beside the tree a file has its lines in
// order ([File.Line]), as httpd reads them.
//
// The tree says what is written. What httpd makes of it (variables, includes, conditions, macros) is the business of package eval, which
// replays the lines. What each directive is, is known to package directives.
//
// # Lines, words, places
//
// httpd's language is lines. Physical lines joined by a backslash at their end give logical lines, and each of them is a comment, a
// directive, or a section's opening or closing tag. [Line.Text] is the logical line; [Line.Args] cuts it into words as httpd does, and
// [CutWord] any other text; [Quote] is the way back. The place of a [Word] is in the logical line, and [Line.At] tells where in the
// file that stands.
//
// # How it is made
//
// A hand-written lexer reads the logical lines (lines.go), tells tags from other lines, and makes up the tags that are missing
// (lexer.go). So the grammar (grammar.go), which participle reads by, is total and recursive, and holds what nests in what. Its structs are
// turned into nodes (parse.go). All this but the lines is done when the tree is first asked for.
//
// A file may be as long as 2 GiB and its lines of any length; the time is linear in its size, and the tree takes little more than twice the
// bytes of the text. Sections nest to [MaxDepth].
package parser
