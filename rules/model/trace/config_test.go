package trace_test

import (
	"fmt"
	"slices"
	"strings"
)

// A config is a configuration as a tree, so that it can be made smaller without being broken.
type config []*node

// A node is a line, or a section with its body, or an Include with the lines of the file.
type node struct {
	text string
	file string // of an Include
	body []*node
}

func line(format string, a ...any) *node { return &node{text: fmt.Sprintf(format, a...)} }

func section(text string, body ...*node) *node { return &node{text: "<" + text + ">", body: body} }

// files are the texts by their names; the first is httpd.conf.
func (c config) files() map[string]string {
	texts := map[string]string{}
	write(texts, "httpd.conf", c, "")
	return texts
}

func write(texts map[string]string, file string, nodes []*node, indent string) {
	for _, n := range nodes {
		texts[file] += indent + n.text + "\n"
		switch {
		case n.file != "":
			write(texts, n.file, n.body, "")
		case strings.HasPrefix(n.text, "<"):
			write(texts, file, n.body, indent+"\t")
			name, _, _ := strings.Cut(strings.Trim(n.text, "<>"), " ")
			texts[file] += indent + "</" + name + ">\n"
		}
	}
}

// parse is the reverse of files for one file, each section over lines of its own.
func parse(text string) config {
	stack := []*node{{}}
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		top := stack[len(stack)-1]
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case strings.HasPrefix(l, "</"):
			stack = stack[:len(stack)-1]
		default:
			n := &node{text: l}
			top.body = append(top.body, n)
			if strings.HasPrefix(l, "<") {
				stack = append(stack, n)
			}
		}
	}
	return stack[0].body
}

// inline is the configuration without files of its own.
func inline(nodes []*node) config {
	var all config
	for _, n := range nodes {
		if n.file != "" {
			all = append(all, inline(n.body)...)
			continue
		}
		all = append(all, &node{text: n.text, body: inline(n.body)})
	}
	return all
}

// minimise leaves out what the disagreement does not need: runs of nodes at first, then single ones, then sections around what stays.
func minimise(c config, wrong func(config) bool) config {
	root := &node{body: c}
	try := func() bool { return wrong(root.body) }
	if flat := inline(c); wrong(flat) {
		root.body = flat
	}
	for again := true; again; {
		again = shrink(root, try)
	}
	return root.body
}

// tellsHosts reports whether each virtual host still says in X-Host which it is, and the main server says nothing more of it.
func tellsHosts(c config) bool {
	isHeader := func(n *node) bool { return strings.HasPrefix(n.text, "Header ") }
	flat := inline(c)
	for _, n := range flat {
		if strings.HasPrefix(n.text, "<VirtualHost") && !slices.ContainsFunc(n.body, isHeader) {
			return false
		}
	}
	return !slices.ContainsFunc(flat, isHeader)
}

func shrink(n *node, try func() bool) (smaller bool) {
	for size := len(n.body); size > 0; size /= 2 {
		for at := 0; at+size <= len(n.body); {
			whole := n.body
			n.body = slices.Concat(whole[:at], whole[at+size:])
			if try() {
				smaller = true
				continue
			}
			n.body = whole
			at += size
		}
	}
	for at := 0; at < len(n.body); at++ {
		part := n.body[at]
		if part.body == nil {
			continue
		}
		whole := n.body
		n.body = slices.Concat(whole[:at], part.body, whole[at+1:])
		if try() {
			smaller = true
			continue
		}
		n.body = whole
		smaller = shrink(part, try) || smaller
	}
	return smaller
}

// String is the configuration in one file.
func (c config) String() string { return inline(c).files()["httpd.conf"] }
