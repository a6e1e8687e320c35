package lint

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/modwsgi-lint/modwsgi-lint/parser"
	"github.com/modwsgi-lint/modwsgi-lint/parser/eval"
	"github.com/modwsgi-lint/modwsgi-lint/parser/source"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/account"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyenv"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model/pyscript"
)

// Options say what [Run] runs.
type Options struct {
	// Rules are the rules selected. Syntax and Unreadable need not be among them: they always speak, for nothing can be believed of a
	// text that is not read. Severities can turn them off. UnusedSuppression speaks where it is selected.
	Rules []*Rule
	// Known are all rules there are, so that a comment naming one that is not selected is told from one that names nothing.
	// Built-in rules need not be among them. Nil stands for Rules.
	Known []*Rule
	// Severities are the user's, by rule id. They win over what a rule says; Off keeps the rule from running.
	Severities map[string]Severity
	Target     Target
	// Files is what rules may ask of the file system; nil where they may not.
	Files Files
}

// An Outcome is what a run found.
type Outcome struct {
	// Findings are sorted by file name, offset and rule id. Each has its Rule and a Severity above Off.
	Findings []*Diagnostic
	// Suppressed is how many more there were, which comments in the text suppress.
	Suppressed int
	// Failures are rules that broke down, or reported what cannot be: faults of the linter itself. What else they found is among the
	// findings.
	Failures []*Failure
}

// A Failure is a fault of a rule. The run goes on without it.
type Failure struct {
	Rule   *Rule
	Reason string // what it panicked with, or what it reported
	Stack  []byte // nil where it did not panic
}

// Error names the rule and the reason, quoted, in one line.
func (f *Failure) Error() string {
	return fmt.Sprintf("internal error: rule %s failed: %q", f.Rule.ID, f.Reason)
}

// Run runs rules over a configuration, several at a time, and adds what could not be read. What it finds does not depend on their order.
func Run(c *model.Config, o Options) Outcome {
	r := run{config: c, options: o}
	if o.Files != nil {
		r.environments, r.accounts = pyenv.NewReader(o.Files), account.NewReader(o.Files)
		r.scripts = pyscript.NewReader(o.Files, func(yield func(string) bool) {
			for named := range c.ScriptNames() {
				if !yield(named.File) {
					return
				}
			}
		})
	}
	told := []share{r.problems()}
	ran := map[string]bool{}
	for _, b := range []*Rule{Syntax, Unreadable} {
		ran[b.ID] = r.severity(b, Diagnostic{}) > Off
	}
	refused := make(chan []eval.Problem, 1)
	go func() { refused <- c.Refused() }()
	parts := r.checkAll()
	for i, part := range parts {
		ran[o.Rules[i].ID] = ran[o.Rules[i].ID] || part.ended && r.met(o.Rules[i].Needs)
	}
	told = append(told, parts...)
	told = append(told, r.refused(told, <-refused))
	own := func(name string) string { return name }
	found := joinUses(c.Config, gather(told))
	SortFindings(found, own)
	found, suppressed := suppress(c.Config, r.scripts, dropDoubles(found), r.judge(ran))
	found = joinVariables(c.Config, o.Files, joinCauses(joinTexts(dropSettled(dropExplained(dropUnread(c, found))))))
	SortFindings(found, own) // suppress adds some
	outcome := Outcome{Findings: found, Suppressed: suppressed}
	for _, part := range told {
		outcome.Failures = append(outcome.Failures, part.failures...)
	}
	return outcome
}

// gather collects all findings. They are large, so they stay where they are until it is known which are left.
func gather(told []share) []*Diagnostic {
	n := 0
	for _, part := range told {
		for _, block := range part.found {
			n += len(block)
		}
	}
	found := make([]*Diagnostic, 0, n)
	for _, part := range told {
		for _, block := range part.found {
			for i := range block {
				found = append(found, &block[i])
			}
		}
	}
	return found
}

type run struct {
	config  *model.Config
	options Options

	// nil where the file system may not be asked
	environments *pyenv.Reader
	scripts      *pyscript.Reader
	accounts     *account.Reader

	facts sync.Map // what several rules ask for, by *Fact
}

// A share is what one rule told.
type share struct {
	found    [][]Diagnostic // in blocks: findings are large, and there may be very many
	failures []*Failure
	ended    bool // the rule ran to its end
}

// maxBlock is how many findings a block has.
const maxBlock = 512

func (s *share) add(d Diagnostic) {
	last := len(s.found) - 1
	if last < 0 || len(s.found[last]) == cap(s.found[last]) {
		s.found = append(s.found, make([]Diagnostic, 0, min(maxBlock, 4<<min(len(s.found), 8))))
		last++
	}
	s.found[last] = append(s.found[last], d)
}

// problems is what could not be read.
func (r *run) problems() share {
	var all []refusal
	statements := map[*source.File]bool{} // whether it is a template whose statements may leave out tags, and look like some
	for _, p := range r.config.Problems {
		has, looked := statements[p.At.File]
		if !looked {
			has = p.At.File != nil && model.HoldsStatement(p.At.File.Text)
			statements[p.At.File] = has
		}
		if has && (p.Kind == eval.Unpaired || model.IsStatement(p.At.Text())) {
			continue
		}
		if p.Kind != eval.Unpaired && p.At.File != nil && model.HoldsPlaceholder(p.At.File.Line(p.At.From().Line).Text()) {
			continue // nobody knows how many words will stand there
		}
		all = append(all, refusal{p, problem(p, r.config.Host.Htaccess)})
	}
	var told share
	for _, f := range joinMacros(joinTags(all)) {
		r.add(&told, f.Rule, f.Diagnostic)
	}
	return told
}

// checkAll runs the rules, and gives what each of them told. Those that ask the file system take longest, so they begin first.
func (r *run) checkAll() []share {
	told := make([]share, len(r.options.Rules))
	order := make([]int, len(told))
	for i := range order {
		order[i] = i
	}
	asks := func(i int) int { return int(r.options.Rules[i].Needs & FileSystem) }
	slices.SortStableFunc(order, func(a, b int) int { return asks(b) - asks(a) })
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(told)) {
		workers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(order)); n = next.Add(1) - 1 {
				i := order[n]
				r.check(r.options.Rules[i], &told[i])
			}
		})
	}
	workers.Wait()
	return told
}

// check runs one rule. Built-in ones have nothing to run.
func (r *run) check(rule *Rule, told *share) {
	if rule.Check == nil || r.off(rule) {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			told.failures = append(told.failures, &Failure{Rule: rule, Reason: fmt.Sprint(v), Stack: debug.Stack()})
			return
		}
		told.ended = true
	}()
	rule.Check(&Pass{
		Config: r.config,
		Target: r.options.Target,
		Files:  r.options.Files,

		Environments: r.environments,
		Scripts:      r.scripts,
		Accounts:     r.accounts,
		Report:       func(d Diagnostic) { r.add(told, rule, d) },
		facts:        &r.facts,
	})
}

// refused is what httpd refuses when it executes what it has read, but for lines on which some rule found a mistake: it says better what is
// wrong. What a template's placeholder makes of a line is not held against that.
func (r *run) refused(told []share, refused []eval.Problem) (more share) {
	if len(refused) == 0 {
		return more
	}
	named := map[*source.File]map[int]bool{} // lines on which findings begin
	for _, part := range told {
		for _, block := range part.found {
			for i := range block {
				d := &block[i]
				if f := d.At.File; f != nil && d.Severity > Info {
					if named[f] == nil {
						named[f] = map[int]bool{}
					}
					named[f][d.At.From().Line] = true
				}
			}
		}
	}
	var left []eval.Problem
	for _, p := range refused {
		if !named[p.At.File][p.At.From().Line] && !model.HoldsPlaceholder(p.At.Text()) && !model.Garbled(strings.TrimRight(p.Text, `"'`)) &&
			(!r.config.Host.Open || opens(p) || p.In != nil || !hasStandIn(p.Text)) {
			left = append(left, p)
		}
	}
	for _, together := range joinPlaces(left) {
		d := problem(together[0], r.config.Host.Htaccess)
		for _, p := range together[1:] {
			also := "nor may this"
			if p.Kind == eval.NoName {
				also = "the same here"
			}
			d.Related = append(d.Related, Related{At: p.At, Message: also})
		}
		if in := together[0].In; len(together) > 1 && slices.ContainsFunc(together, opens) {
			d.Related = append(d.Related, Related{At: in.At(), Message: "in this section; is one of its tags out of place?"})
			d.Settle(bodyBelow(r.config.Config, in, d.At)...)
		}
		r.add(&more, d.Rule, d)
	}
	return more
}

// hasStandIn reports whether a line of a fragment has a word that somebody has still to put a value in for. Flags, the server's variables and what an
// expression caught are none.
func hasStandIn(line string) bool {
	for w := range parser.Words(line, 0) {
		stands := model.StandsIn(w.Value) && len(w.Value) > 1
		if stands && !strings.HasPrefix(w.Value, "%{") && (w.Value[0] != '[' || w.Value[1] == '%') && (w.Value[0] != '$' || w.Value[1] < '0' || '9' < w.Value[1]) {
			return true
		}
	}
	return false
}

func (r *run) add(told *share, rule *Rule, d Diagnostic) {
	if reason := sanitize(&d); reason != "" {
		told.failures = append(told.failures, &Failure{Rule: rule, Reason: reason})
	}
	d.Rule = rule
	d.Severity = r.severity(rule, d)
	if d.Severity > Off {
		told.add(d)
	}
}

// met reports whether a rule knows all it needs, so that its silence means something.
func (r *run) met(needs Needs) bool {
	return (needs&WholeServer == 0 || r.config.Closed()) && (needs&FileSystem == 0 || r.options.Files != nil) &&
		(needs&Release == 0 || !r.options.Target.Assumed)
}

func (r *run) off(rule *Rule) bool {
	s, given := r.options.Severities[rule.ID]
	return given && s == Off
}

// severity is the user's, else the finding's own, else the rule's; a rule that runs on request only gives advice.
func (r *run) severity(rule *Rule, d Diagnostic) Severity {
	if s, given := r.options.Severities[rule.ID]; given {
		return s
	}
	if d.Severity > Off {
		return d.Severity
	}
	return max(rule.Severity, Info)
}

// judge tells the suppressions what there is and what ran.
func (r *run) judge(ran map[string]bool) judge {
	j := judge{known: map[string]bool{}, ran: ran}
	for _, rules := range [][]*Rule{Builtin(), r.options.Known, r.options.Rules} {
		for _, rule := range rules {
			j.known[rule.ID] = true
		}
	}
	for _, rule := range r.options.Rules {
		if rule == UnusedSuppression && !r.off(rule) {
			j.severity = r.severity(rule, Diagnostic{})
			j.ran[rule.ID] = true
		}
	}
	return j
}

// dropDoubles leaves one of the sorted findings that say the same of the same text, which come from macros and from files
// read more than once: the first, with the worst severity of all.
func dropDoubles(found []*Diagnostic) []*Diagnostic {
	kept := found[:0]
next:
	for _, d := range found {
		for i := len(kept) - 1; i >= 0 && kept[i].Rule == d.Rule && kept[i].At.File == d.At.File && kept[i].At.Start == d.At.Start && kept[i].Message == d.Message; i-- {
			if kept[i].At.End == d.At.End {
				kept[i].Severity = max(kept[i].Severity, d.Severity)
				continue next
			}
		}
		kept = append(kept, d)
	}
	return kept
}

// dropExplained leaves out what httpd refuses for a reason that another finding names.
func dropExplained(found []*Diagnostic) []*Diagnostic {
	explained := texts{}
	for _, d := range found {
		for _, at := range d.Explains {
			explained.add(at)
		}
	}
	explained.join()
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		return (d.Rule == Syntax || d.Rule == Unreadable) && explained.hold(d)
	})
}

// A settling is a place of which one finding says all there is to say.
type settling struct {
	source.Span
	by    *Diagnostic
	reach int // how far those up to this one go
}

// dropSettled leaves out the findings that others settle, which are at least as grave then. Of two that settle each other the first is left.
func dropSettled(found []*Diagnostic) []*Diagnostic {
	settled := map[*source.File][]settling{}
	for _, d := range found {
		if d.Cause == nil {
			continue
		}
		for _, at := range d.Cause.Settles {
			settled[at.File] = append(settled[at.File], settling{Span: at, by: d})
		}
	}
	for _, all := range settled {
		slices.SortStableFunc(all, func(a, b settling) int { return a.Start - b.Start })
		for i := range all {
			all[i].reach = max(all[i].End, all[max(0, i-1)].reach)
		}
	}
	return slices.DeleteFunc(found, func(d *Diagnostic) bool {
		all := settled[d.At.File]
		i := sort.Search(len(all), func(i int) bool { return all[i].Start > d.At.Start }) - 1
		for ; i >= 0 && all[i].reach > d.At.Start; i-- {
			s := all[i]
			if s.End > d.At.Start && s.by != d && !(d.settles(s.by) && compareInFile(d, s.by) < 0) {
				if d.Severity > s.by.Severity {
					s.by.Severity, s.by.Symptom = d.Severity, d.Symptom
				}
				return true
			}
		}
		return false
	})
}

// settles reports whether a finding settles another.
func (d *Diagnostic) settles(other *Diagnostic) bool {
	return d.Cause != nil && slices.ContainsFunc(d.Cause.Settles, func(at source.Span) bool {
		return at.File == other.At.File && at.Start <= other.At.Start && other.At.Start < at.End
	})
}
