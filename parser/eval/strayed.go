package eval

// Strayed are the directives that stand where they do, it seems, because the opening tag of their section is lost: what is above a closing tag that
// closes nothing, in the same file and the same section, up to another section of its name or another such tag.
func (c *Config) Strayed() map[*Directive]bool {
	var strayed map[*Directive]bool
	var last *Problem
	for i := range c.Problems {
		p := &c.Problems[i]
		if p.closes == "" {
			continue
		}
		from := 0
		if last != nil && last.At.File == p.At.File {
			from = last.directives
		}
		last = p
		if strayed == nil {
			strayed = map[*Directive]bool{}
		}
		for _, d := range c.Directives[c.opening(p, from):p.directives] {
			if d.At().File == p.At.File {
				strayed[d] = true
			}
		}
	}
	return strayed
}

// opening is the place in Directives, not before another, where the section that a closing tag is left of may begin.
func (c *Config) opening(p *Problem, from int) int {
	for i := p.directives - 1; i >= from; i-- {
		d := c.Directives[i]
		switch {
		case d == p.In:
			return i + 1
		case d.In == p.In && d.Is(p.closes):
			return i + 1 + len(c.extent(d))
		}
	}
	return from
}
