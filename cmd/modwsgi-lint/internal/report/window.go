package report

import (
	"slices"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
)

// A window is whole lines of a file and the edits in them, which are sorted.
type window struct {
	at    source.Span
	edits []source.Edit
}

// windowsOf cuts out the lines that edits touch, with a line before and after: file by file as they come, each in the order of its text.
func windowsOf(edits []source.Edit) []window {
	var files []*source.File
	for _, e := range edits {
		if !slices.Contains(files, e.Span.File) {
			files = append(files, e.Span.File)
		}
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b source.Edit) int {
		if a.Span.File != b.Span.File {
			return slices.Index(files, a.Span.File) - slices.Index(files, b.Span.File)
		}
		return a.Span.Start - b.Span.Start
	})
	var windows []window
	for _, e := range edits {
		f := e.Span.File
		at := f.Line(max(1, e.Span.From().Line-1))
		at.End = f.Line(min(max(1, f.Lines()), e.Span.To().Line+1)).End
		near := f.Line(max(1, e.Span.From().Line-2)).Start // one line between is shown rather than left out
		if n := len(windows); n > 0 && windows[n-1].at.File == f && near <= windows[n-1].at.End {
			windows[n-1].at.End = max(windows[n-1].at.End, at.End)
			windows[n-1].edits = append(windows[n-1].edits, e)
			continue
		}
		windows = append(windows, window{at, []source.Edit{e}})
	}
	return windows
}

// A patch is the lines [a0, a1) of a window that edits touch.
type patch struct {
	a0, a1 int
	edits  []source.Edit
	end    int  // offset of the end of the last edit
	joins  bool // something of a line is left beside what is new
}

// patches groups the edits by the lines they touch, of the given number of lines.
func (w window) patches(lines int) []patch {
	var all []patch
	first := w.at.From().Line
	for _, e := range w.edits {
		from, to := e.Span.From(), e.Span.To()
		p := patch{a0: from.Line - first, end: e.Span.End}
		p.joins = to.Column > 1 || !strings.HasSuffix(e.New, "\n") && (e.New != "" || from.Column > 1)
		if n := len(all); n > 0 && (p.a0 < all[n-1].a1 || e.Span.Start == all[n-1].end) {
			last := all[n-1]
			all = all[:n-1]
			p = patch{last.a0, 0, last.edits, max(last.end, p.end), last.joins || p.joins}
		}
		p.edits = append(p.edits, e)
		p.a1 = w.at.File.Position(p.end).Line - first
		if p.joins {
			p.a1 = min(p.a1+1, lines)
		}
		all = append(all, p)
	}
	return all
}

// apply gives the lines of the window before and after, and where they differ, as the edits mean it: a line that is moved up is
// not shown as the others moved down.
func (w window) apply() (before, after []string, regions []region) {
	before = splitLines(ended(w.at.Text()))
	first := w.at.From().Line
	c := comparison{}
	at := 0
	for _, p := range w.patches(len(before)) {
		text := source.Span{File: w.at.File, Start: w.at.End, End: w.at.End}
		if p.a0 < len(before) {
			text.Start = w.at.File.Line(first + p.a0).Start
			text.End = text.Start
		}
		if p.a0 < p.a1 {
			text.End = w.at.File.Line(first + p.a1 - 1).End
		}
		changedText, err := source.Apply(text.Text(), shifted(p.edits, text.Start))
		if err != nil {
			return before, before, nil // lint.Run lets no such fix through
		}
		after = append(after, before[at:p.a0]...)
		lines := splitLines(ended(changedText))
		for _, r := range changed(before[p.a0:p.a1], lines) {
			c.add(region{p.a0 + r.a0, p.a0 + r.a1, len(after) + r.b0, len(after) + r.b1})
		}
		after = append(after, lines...)
		at = p.a1
	}
	return before, append(after, before[at:]...), c.regions
}

// shifted are edits of a text that begins at the given offset.
func shifted(edits []source.Edit, by int) []source.Edit {
	edits = slices.Clone(edits)
	for i := range edits {
		edits[i].Span.Start -= by
		edits[i].Span.End -= by
	}
	return edits
}

// ended is text with a line end behind its last line, so that a line is not shown as changed for the want of one.
func ended(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}
