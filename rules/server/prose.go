package server

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/directives"
)

// configuration reports whether a text would be a directive or a tag if it stood on a line of its own. Prose that only begins with a
// directive's name, such as "Options are explained below", would not.
func configuration(text string) bool {
	words := parser.CutWords(text, 0)
	if len(words) == 0 || words[0].Quote != 0 {
		return false
	}
	name := parser.DirectiveName(words[0].Value)
	if strings.HasPrefix(name, "</") {
		return strings.HasSuffix(name, ">") && directives.Lookup("<"+strings.TrimSuffix(name[2:], ">")) != nil
	}
	known := directives.Lookup(name)
	switch {
	case known == nil:
		return false
	case strings.HasPrefix(name, "<"):
		return strings.Contains(text, ">")
	case known.Name != name && len(name) < len("servername") && !capital(name, known.Name): // timeout, order, user
		return false
	case len(words) == 1 || tooFew(known.Args, len(words)-1) || tooMany(known.Args, len(words)-1):
		return false
	}
	return follows(strings.ToLower(name), strings.ToLower(words[1].Value))
}

// capital reports whether a name is written with a capital letter as usual, though the module writes it without one: Order.
func capital(name, registered string) bool {
	return name[1:] == registered[1:] && 'A' <= name[0] && name[0] <= 'Z' && name[0]|0x20 == registered[0]
}

// second are the words that may follow directives whose names begin a sentence as well.
var second = map[string]string{
	"allow":   "from",
	"deny":    "from",
	"error":   "",
	"header":  "add always append echo edit edit* merge note onsuccess set setifempty unset",
	"listen":  "",
	"mutex":   "default",
	"order":   "allow,deny deny,allow mutual-failure",
	"options": "all none execcgi followsymlinks includes includesnoexec indexes multiviews symlinksifownermatch",
	"require": "all dbm-file dbm-group env expr file-group file-owner group host ip ldap-user local method not user valid-user",
	"satisfy": "all any",
	"use":     "",
}

// follows reports whether a word can follow a directive's name, both in lower case.
func follows(name, word string) bool {
	words, ambiguous := second[name]
	return !ambiguous || slices.Contains(strings.Fields(words), word) || strings.ContainsAny(word, "+-:/0123456789")
}
