package server

import (
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// A remark is what was meant as a comment behind a directive or a tag.
type remark struct {
	start   int  // of the "#", or of a backslash before it, in the arguments of a directive, in the line's text for a tag
	first   bool // no argument stands before it
	refused bool
	says    string // of a refusal; empty where that is not known
}

// Directives that cut their words themselves, or take any number. Seen on httpd 2.4.71 and mod_wsgi 4.9.4.
const (
	// refusing refuse every word that begins with "#".
	refusing = " allow allowmethods allowoverride allowoverridelist authbasicprovider authdigestprovider authformprovider balancermember deny " +
		"fileetag forcelanguagepriority httpprotocoloptions indexoptions loglevel multiviewsmatch mutex options proxyerroroverride proxypass " +
		"proxypassmatch proxyset remoteipinternalproxy remoteiptrustedproxy requestreadtimeout rewriteoptions ssloptions sslprotocol " +
		"sslproxyprotocol wsgiaccessscript wsgiauthgroupscript wsgiauthuserscript wsgidaemonprocess wsgidispatchscript wsgihandlerscript " +
		"wsgiimportscript wsgiscriptalias wsgiscriptaliasmatch wsgitrustedproxies "
	// unclear may mean what they say, whatever it is.
	unclear = " error extfilterdefine mdmessagecmd mdnotifycmd sessioncryptopassphrase sslrequire use proxyhcexpr "
)

// values are directives with words that may well begin with "#": there only one that is nothing but "#", from the given place on (from 0),
// begins a comment. They refuse it at a certain place or, with -1, at none.
var values = map[string]struct{ from, refused int }{
	"adddescription": {2, -1}, "addicon": {2, -1}, "addiconbyencoding": {2, -1}, "addiconbytype": {2, -1},
	"addalt": {2, -1}, "addaltbyencoding": {2, -1}, "addaltbytype": {2, -1}, "indexignore": {1, -1},
	"browsermatch": {2, -1}, "browsermatchnocase": {2, -1}, "setenvif": {3, -1}, "setenvifnocase": {3, -1}, "setenvifexpr": {2, -1},
	"rewriterule": {2, 2}, "rewritecond": {2, 2}, "proxyhtmlurlmap": {2, -1},
}

// remarkOf finds the comment behind a directive's arguments.
func remarkOf(d *eval.Directive) (r remark, ok bool) {
	if d.IsSection() || strings.IndexByte(d.RawArgs(), '#') < 0 {
		return r, false
	}
	known := directives.Lookup(d.Name)
	if known == nil {
		return r, false
	}
	words := parser.CutWords(d.RawArgs(), 0)
	for i, w := range words {
		if !model.IsRemark(d.RawArgs()[w.Start:w.End]) {
			continue
		}
		escaped := w.Value[0] == '\\'
		alone := (strings.Trim(w.Value, "#") == "" || escaped) && i+1 < len(words)
		if (i == 0 || escaped) && !alone || i == 0 && escaped {
			continue
		}
		r = remark{start: w.Start, first: i == 0}
		switch {
		case known.Args == directives.Flag:
			return r, true
		case tooMany(known.Args, len(words)):
			r.refused, r.says = true, known.Name+" "+counts[known.Args].says
			return r, true
		case counts[known.Args].most == 0 && r.among(known, words, i, alone):
			return r, true
		}
	}
	return r, false
}

// among judges the word at index i, which begins with "#", of a directive with any number of words.
func (r *remark) among(d *directives.Directive, words []parser.Word, i int, alone bool) bool {
	name := strings.ToLower(d.Name)
	v, mayBeValue := values[name]
	first := strings.ToLower(words[0].Value)
	switch {
	case strings.Contains(unclear, " "+name+" "):
		return false
	case strings.Contains(refusing, " "+name+" "):
		r.refused = true
		if name == "wsgidaemonprocess" {
			r.says = "Invalid option to WSGI daemon process definition."
		}
		return true
	case mayBeValue:
		r.refused = i == v.refused
		return alone && i >= v.from
	case name == "header", name == "requestheader":
		r.refused = true
		return alone && i >= 2
	case name == "listen":
		r.refused = len(words) > 2
		return true
	case name == "require" && (first == "all" || first == "ip" || first == "method"):
		r.refused = true
		return true
	case name == "require":
		return alone
	}
	return alone || i > 0 && len(words[i].Value) > 1 && isLetter(words[i].Value[1])
}

func isLetter(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

// remarkAfterTag finds the comment behind a section's tag.
func remarkAfterTag(l *parser.Line) (r remark, ok bool) {
	text := l.Text()
	if strings.IndexByte(text, '#') < 0 {
		return r, false
	}
	word, pos := parser.CutWord(text, 0)
	name := strings.TrimSuffix(strings.TrimLeft(word.Value, "</"), ">")
	if directives.Lookup("<"+name) == nil {
		return r, false
	}
	for end := word.End; pos < len(text); {
		w, next := parser.CutWord(text, pos)
		if text[w.Start] == '#' && text[end-1] == '>' {
			r.start = w.Start
			r.refused = l.Kind() == parser.Open && (strings.IndexByte(text[w.Start:], '>') > 0 || bare(name))
			return r, true
		}
		end, pos = w.End, next
	}
	return r, false
}

// bare reports whether a section takes no arguments, and refuses all text in or behind its tag.
func bare(section string) bool {
	return strings.EqualFold(section, "Else") || strings.EqualFold(section, "RequireAll") ||
		strings.EqualFold(section, "RequireAny") || strings.EqualFold(section, "RequireNone")
}

// remarkText is the text of a comment that begins at offset hash of the file of l: up to the end of the physical line, without a
// backslash that continues it.
func remarkText(l *parser.Line, hash int) source.Span {
	at := l.Span()
	this := at.File.Line(at.File.Position(hash).Line)
	body := strings.TrimRight(at.File.Text[hash:this.End], "\r\n")
	if this.End < at.End {
		body = strings.TrimSuffix(body, `\`)
	}
	return source.Span{File: at.File, Start: hash, End: hash + len(strings.TrimRight(body, " \t"))}
}

// ownLine moves a comment to a line of its own above the line it stands in; nil where that is not to be done blindly.
func ownLine(l *parser.Line, comment source.Span) []source.Edit {
	at, f, text := l.Span(), comment.File, comment.File.Text
	first, this := f.Line(at.From().Line), f.Line(comment.From().Line)
	cut := comment
	cut.Start = len(strings.TrimRight(text[this.Start:cut.Start], " \t")) + this.Start
	_, goesOn := lint.GoesOn(comment)
	switch {
	case cut.Start > this.Start || this.Start == first.Start:
	case this.End < at.End, goesOn:
		cut.End = this.End
	default: // the last of several lines: the one above must not go on any more
		above, continued := strings.CutSuffix(strings.TrimRight(text[first.Start:this.Start], "\r\n"), `\`)
		if !continued || strings.HasSuffix(above, `\`) {
			return nil
		}
		cut.Start = first.Start + len(strings.TrimRight(above, " \t"))
	}
	edits := []source.Edit{{Span: cut}}
	words := strings.TrimPrefix(strings.TrimRight(comment.Text(), `\ `+"\t"), `\`)
	if strings.Trim(words, "#") == "" {
		return edits
	}
	end := "\n"
	if strings.HasSuffix(first.Text(), "\r\n") {
		end = "\r\n"
	}
	indent := text[first.Start:max(first.Start, l.At(0, 0).Start)]
	return append(edits, source.Edit{Span: source.Span{File: f, Start: first.Start, End: first.Start}, New: indent + words + end})
}
