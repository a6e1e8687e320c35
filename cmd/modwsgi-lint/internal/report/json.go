package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// The shapes of --format json, version 1. Its readers rely on them: see the contract in docs before a change.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Tool     jsonTool      `json:"tool"`
		Summary  jsonSummary   `json:"summary"`
		Findings []jsonFinding `json:"findings"`
		Skipped  []jsonSkipped `json:"skipped"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonSummary struct {
		Files      int `json:"files"`
		Directives int `json:"directives"`
		Error      int `json:"error"`
		Warning    int `json:"warning"`
		Info       int `json:"info"`
		Fixable    int `json:"fixable"`
		Suppressed int `json:"suppressed"`
	}
	jsonFinding struct {
		Rule        string        `json:"rule"`
		Family      string        `json:"family"`
		Severity    string        `json:"severity"`
		Message     string        `json:"message"`
		URL         string        `json:"url"`
		Location    *jsonLocation `json:"location"` // null for a finding without a place
		Via         []jsonFrame   `json:"via"`
		Related     []jsonRelated `json:"related"`
		Fixes       []jsonFix     `json:"fixes"`
		Fingerprint string        `json:"fingerprint"`
	}
	jsonLocation struct {
		File  string       `json:"file"`
		Start jsonPosition `json:"start"`
		End   jsonPosition `json:"end"`
	}
	jsonPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
		Offset int `json:"offset"`
	}
	jsonFrame struct {
		Kind string `json:"kind"`
		File string `json:"file"`
		Line int    `json:"line"`
	}
	jsonRelated struct {
		Location *jsonLocation `json:"location"`
		Message  string        `json:"message"`
	}
	jsonFix struct {
		Title  string     `json:"title"`
		Safety string     `json:"safety"`
		Edits  []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		jsonLocation
		Text string `json:"text"`
	}
	jsonSkipped struct {
		File   string `json:"file"`
		Reason string `json:"reason"`
	}
)

// writeJSON writes one object. Text that is not UTF-8 has U+FFFD for each such byte; offsets stay those of the file.
func writeJSON(w io.Writer, r *Result, _ Options) error {
	t := count(r)
	out := jsonReport{
		Version: 1,
		Tool:    jsonTool{"modwsgi-lint", r.Version},
		Summary: jsonSummary{
			Files: r.Files, Directives: r.Directives, Suppressed: r.Suppressed, Fixable: t.safe + t.unsafe,
			Error: t.severity[lint.Error], Warning: t.severity[lint.Warning], Info: t.severity[lint.Info],
		},
		Findings: []jsonFinding{},
		Skipped:  []jsonSkipped{},
	}
	for _, s := range r.Skipped {
		out.Skipped = append(out.Skipped, jsonSkipped(s))
	}
	return writeList(w, out, `"findings": `, len(r.Findings), r.jsonFindings())
}

// jsonFindings makes what gives finding i as JSON has it, which is used until the next is asked for.
func (r *Result) jsonFindings() func() func(i int) any {
	fingerprints := lint.Fingerprints(r.Findings, r.show)
	return func() func(i int) any {
		room := jsonRoom{
			jsonFinding: jsonFinding{Via: []jsonFrame{}, Related: []jsonRelated{}, Fixes: []jsonFix{}},
			edits:       []jsonEdit{}, urls: map[*lint.Rule]string{},
		}
		return func(i int) any {
			r.jsonFinding(&room, r.Findings[i])
			room.Fingerprint = fingerprints[i]
			return &room.jsonFinding
		}
	}
}

// writeList writes JSON in whose empty list of the given name n values belong. There may be very many, so each is encoded by itself; with makes what gives
// value i, which is used until the next is asked for.
func writeList(w io.Writer, whole any, name string, n int, with func() func(i int) any) error {
	var text bytes.Buffer
	if err := jsonEncoder(&text, "", indent)(whole); err != nil {
		return err
	}
	before, after, _ := bytes.Cut(text.Bytes(), []byte(name+"[]"))
	if _, err := fmt.Fprintf(w, "%s%s[", before, name); err != nil {
		return err
	}
	around := ""
	if name != "" {
		around = indent
	}
	err := writePieces(w, n, func(b *bytes.Buffer) func(int) error {
		encode, value := jsonEncoder(b, around+indent, indent), with()
		return func(i int) error {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("\n" + around + indent)
			return encode(value(i))
		}
	})
	if err != nil {
		return err
	}
	end := "]"
	if n > 0 {
		end = "\n" + around + "]"
	}
	_, err = fmt.Fprintf(w, "%s%s\n", end, after)
	return err
}

// WriteObject writes v as JSON for people and programs: indented, and without a character that could steer a terminal.
func WriteObject(w io.Writer, v any) error {
	var text bytes.Buffer
	err := jsonEncoder(&text, "", indent)(v)
	if err == nil {
		_, err = fmt.Fprintf(w, "%s\n", text.Bytes())
	}
	return err
}

// indent is what a level of JSON for people too is set in by.
const indent = "  "

// jsonEncoder returns what adds values to the buffer, without a line end. Lines but the first begin with the prefix; without an indent there is but one.
func jsonEncoder(b *bytes.Buffer, prefix, indent string) func(any) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, indent)
	return func(v any) error {
		start := b.Len()
		if err := encoder.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - len("\n"))
		escapeInvisible(b, start)
		return nil
	}
}

// A jsonRoom is where findings are made one after the other, for there may be very many.
type jsonRoom struct {
	jsonFinding
	edits []jsonEdit
	urls  map[*lint.Rule]string
}

// jsonFinding writes a finding over the last one.
func (r *Result) jsonFinding(f *jsonRoom, d *lint.Diagnostic) {
	if f.urls[d.Rule] == "" {
		f.urls[d.Rule] = ruleURL(d.Rule.ID)
	}
	f.edits = f.edits[:0]
	f.jsonFinding = jsonFinding{
		Rule: d.Rule.ID, Family: d.Rule.Family, Severity: d.Severity.String(), Message: d.Message, URL: f.urls[d.Rule],
		Location: r.jsonLocation(d.At),
		Via:      r.jsonVia(f.Via[:0], d.Via), Related: f.Related[:0], Fixes: f.Fixes[:0],
	}
	for _, other := range d.Related {
		f.Related = append(f.Related, jsonRelated{r.jsonLocation(other.At), other.Message})
	}
	for _, fix := range d.Fixes {
		for _, e := range fix.Edits {
			f.edits = append(f.edits, jsonEdit{r.jsonPlace(e.Span), e.New})
		}
		f.Fixes = append(f.Fixes, jsonFix{fix.Title, fix.Safety.String(), f.edits[len(f.edits)-len(fix.Edits):]})
	}
}

func (r *Result) jsonLocation(s source.Span) *jsonLocation {
	if s.IsZero() {
		return nil
	}
	place := r.jsonPlace(s)
	return &place
}

func (r *Result) jsonPlace(s source.Span) jsonLocation {
	position := func(p source.Position) jsonPosition { return jsonPosition{p.Line, p.Column, p.Offset} }
	return jsonLocation{r.path(s), position(s.From()), position(s.To())}
}

// jsonVia adds the steps to a finding, the outermost first, to an empty list.
func (r *Result) jsonVia(via []jsonFrame, innermost *eval.Frame) []jsonFrame {
	for f := innermost; f != nil; f = f.Outer {
		at := f.By.At(0, 0)
		via = append(via, jsonFrame{f.Kind, r.path(at), at.From().Line})
	}
	slices.Reverse(via)
	return via
}

// escapeInvisible writes characters that could steer a terminal as \uXXXX, from start on. Beyond ASCII, JSON has them within strings only.
func escapeInvisible(b *bytes.Buffer, start int) {
	text := b.Bytes()[start:]
	if !slices.ContainsFunc(text, func(c byte) bool { return c >= 0x7f }) {
		return // most are ASCII, of which JSON escapes what is invisible
	}
	text = slices.Clone(text)
	b.Truncate(start)
	for len(text) > 0 {
		c, n := utf8.DecodeRune(text)
		switch {
		case c < 0x7f || unicode.IsPrint(c):
			b.Write(text[:n])
		case c < 0x10000:
			fmt.Fprintf(b, `\u%04x`, c)
		default:
			fmt.Fprintf(b, `\u%04x\u%04x`, 0xd800+(c-0x10000)>>10, 0xdc00+(c-0x10000)&0x3ff)
		}
		text = text[n:]
	}
}
