package lint

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	Findings []Diagnostic
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
	var blocks [][]Diagnostic
	var failures []*Failure
	for _, part := range told {
		blocks, failures = append(blocks, part.found...), append(failures, part.failures...)
	}
	found := dropDoubles(joinUses(c.Config, slices.Concat(blocks...)))
	found, suppressed := suppress(c.Config, r.scripts, found, r.judge(ran))
	found = dropExplained(dropUnread(c, found))
	Sort(found, func(name string) string { return name })
	return Outcome{Findings: found, Suppressed: suppressed, Failures: failures}
}

// Sort orders findings by file, as name gives it from source.File.Name, then offset, rule id and message. Findings without a place come first.
func Sort(findings []Diagnostic, name func(string) string) {
	ranks := ranksOf(findings, name)
	places := make([]sorted, len(findings)) // findings are large, so their places are sorted
	for i := range findings {
		d := &findings[i]
		places[i] = sorted{d, ranks[d.At.File]}
	}
	order := func(a, b sorted) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.At.Start, b.At.Start), strings.Compare(a.Rule.ID, b.Rule.ID), strings.Compare(a.Message, b.Message))
	}
	if slices.IsSortedFunc(places, order) { // as they are, but where shown names have another order
		return
	}
	slices.SortStableFunc(places, order)
	all := make([]Diagnostic, len(findings))
	for i, d := range places {
		all[i] = *d.Diagnostic
	}
	copy(findings, all)
}

// A sorted is a finding that is to be sorted, with the rank of its file.
type sorted struct {
	*Diagnostic
	rank int
}

// ranksOf are the places in order of the files that findings are in. Files of one name have the same.
func ranksOf(findings []Diagnostic, name func(string) string) map[*source.File]int {
	ranks := map[*source.File]int{}
	var names []string
	for i := range findings {
		f := findings[i].At.File
		if _, met := ranks[f]; !met && f != nil {
			ranks[f] = 0
			names = append(names, name(f.Name))
		}
	}
	slices.Sort(names)
	for f := range ranks {
		at, _ := slices.BinarySearch(names, name(f.Name))
		ranks[f] = at + 1
	}
	return ranks
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
	var all []Diagnostic
	for _, p := range r.config.Problems {
		if hasStatements(p.At.File) && (unpaired(p.Message) || strings.HasPrefix(p.At.Text(), "<%")) {
			continue
		}
		all = append(all, problem(p, r.config.Host.Htaccess))
	}
	var told share
	for _, d := range joinMacros(joinTags(all)) {
		r.add(&told, d.Rule, d)
	}
	return told
}

// checkAll runs the rules, and gives what each of them told.
func (r *run) checkAll() []share {
	told := make([]share, len(r.options.Rules))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(told)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(told)); i = next.Add(1) - 1 {
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
		for _, d := range slices.Concat(part.found...) {
			if f := d.At.File; f != nil && d.Severity > Info {
				if named[f] == nil {
					named[f] = map[int]bool{}
				}
				named[f][d.At.From().Line] = true
			}
		}
	}
	var left []eval.Problem
	for _, p := range refused {
		if !named[p.At.File][p.At.From().Line] && !model.HoldsPlaceholder(p.At.Text()) && !model.Garbled(strings.TrimRight(p.Text, `"'`)) {
			left = append(left, p)
		}
	}
	for _, together := range joinPlaces(left) {
		d := problem(together[0], r.config.Host.Htaccess)
		for _, p := range together[1:] {
			d.Related = append(d.Related, Related{At: p.At, Message: "nor may this"})
		}
		r.add(&more, d.Rule, d)
	}
	return more
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
	return (needs&WholeServer == 0 || r.config.Closed()) && (needs&FileSystem == 0 || r.options.Files != nil)
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

// dropDoubles leaves one of the findings that say the same of the same text, which come from macros and from files
// read more than once: the first, with the worst severity of all.
func dropDoubles(found []Diagnostic) []Diagnostic {
	type same struct {
		rule    *Rule
		at      source.Span
		message string
	}
	first := make(map[same]int, len(found))
	kept := found[:0]
	for _, d := range found {
		key := same{d.Rule, d.At, d.Message}
		if i, ok := first[key]; ok {
			kept[i].Severity = max(kept[i].Severity, d.Severity)
			continue
		}
		first[key] = len(kept)
		kept = append(kept, d)
	}
	return kept
}

// dropExplained leaves out what httpd refuses for a reason that another finding names.
func dropExplained(found []Diagnostic) []Diagnostic {
	explained := map[*source.File][]source.Span{}
	for _, d := range found {
		for _, at := range d.Explains {
			explained[at.File] = append(explained[at.File], at)
		}
	}
	if len(explained) == 0 {
		return found
	}
	return slices.DeleteFunc(found, func(d Diagnostic) bool {
		within := func(at source.Span) bool { return at.Start <= d.At.Start && d.At.Start < at.End }
		return (d.Rule == Syntax || d.Rule == Unreadable) && slices.ContainsFunc(explained[d.At.File], within)
	})
}
