package report

import (
	"github.com/fatih/color"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// A style holds the colours of one output, nil where it has none.
type style struct {
	severity                                     [lint.Error + 1]*color.Color
	bold, frame, faint, added, removed, new, old *color.Color
	doubtful                                     *color.Color
}

func newStyle(on bool) *style {
	if !on {
		return &style{}
	}
	with := func(attributes ...color.Attribute) *color.Color {
		c := color.New(attributes...)
		c.EnableColor() // whatever the package thinks of the terminal
		return c
	}
	s := &style{
		bold:    with(color.Bold),
		frame:   with(color.Bold, color.FgBlue),
		faint:   with(color.Faint),
		added:   with(color.FgGreen),
		removed: with(color.FgRed),

		doubtful: with(color.FgYellow),
		new:      with(color.FgGreen, color.Bold, color.Underline),
		old:      with(color.FgRed, color.Bold, color.Underline),
	}
	s.severity[lint.Off] = with(color.Faint)
	s.severity[lint.Info] = with(color.Bold, color.FgCyan)
	s.severity[lint.Warning] = with(color.Bold, color.FgYellow)
	s.severity[lint.Error] = with(color.Bold, color.FgRed)
	return s
}

// paint colours text, but for the empty one. No colour leaves it as it is.
func paint(c *color.Color, text string) string {
	if c == nil || text == "" {
		return text
	}
	return c.Sprint(text)
}
