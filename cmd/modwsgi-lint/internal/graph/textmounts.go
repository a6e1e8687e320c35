package graph

import "github.com/modwsgi-lint/modwsgi-lint/cmd/modwsgi-lint/internal/report"

func (t *text) mount(m *Mount) report.Branch {
	b := report.Branch{Row: 3, Parts: []report.Part{{Text: m.URL, Tone: report.Name}, {Text: "→ " + m.Script}}}
	b = t.running(b, m.Origin, m.Ways)
	if m.Taken != nil {
		b.Children = append([]report.Branch{{
			Parts: []report.Part{{Text: m.Taken.words(), Tone: report.Wrong}}, Place: t.place(m.Taken.Location),
		}}, b.Children...)
	}
	return b
}

func (t *text) inherited(in Inherited) report.Branch {
	m := t.mounts[in.Mount]
	b := report.Branch{Row: 3, Parts: []report.Part{{Text: m.URL, Tone: report.Name}, {Text: "→ " + m.Script}, {Text: "of the main server", Tone: report.Faint}}}
	return t.running(b, m.Origin, in.Ways)
}

// running adds where something runs: on its line if that is one group.
func (t *text) running(b report.Branch, o Origin, ways Ways) report.Branch {
	if len(ways.Runs) == 1 {
		b.Parts = append(b.Parts, t.run(&ways.Runs[0])...)
		return t.at(b, o)
	}
	for i := range ways.Runs {
		if ways.More > 0 && i == len(ways.Runs)-1 {
			b.Children = append(b.Children, line(more(ways)))
		}
		b.Children = append(b.Children, report.Branch{Parts: t.run(&ways.Runs[i]), Place: t.place(ways.Runs[i].Location)})
	}
	return t.at(b, o)
}

func (t *text) run(r *Run) []report.Part {
	g := t.groups[r.Group]
	name := report.Part{Text: "→ " + g.words(), Tone: report.Name}
	if !r.Certain {
		name.Text = "→ perhaps " + g.words()
	}
	parts := []report.Part{name}
	switch fault := r.fault(g); fault {
	case "":
	case "?":
		parts = append(parts, report.Part{Text: fault, Tone: report.Doubtful})
	default:
		parts = append(parts, report.Part{Text: fault, Tone: report.Wrong})
	}
	if how := t.graph.how(r); how != "" {
		parts = append(parts, report.Part{Text: "(" + how + ")", Tone: report.Faint})
	}
	return parts
}
