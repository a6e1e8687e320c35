package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
)

// maxBaseline is how large a baseline may be, in bytes.
const maxBaseline = 1 << 30

// readBaseline returns the fingerprints of the findings in a file that --format json has written. A pipe that nobody writes to is not waited for.
func readBaseline(name string) (map[string]bool, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("--baseline: %w", err)
	}
	defer f.Close()
	var written struct {
		Version  int
		Findings []struct{ Fingerprint string }
	}
	if err := json.NewDecoder(io.LimitReader(f, maxBaseline)).Decode(&written); err != nil {
		return nil, usage("--baseline %s: %w; write it with --format json=%[1]s", name, err)
	}
	if written.Version != 1 {
		return nil, usage("--baseline %s: version %d of the report is not known; write it with --format json=%[1]s", name, written.Version)
	}
	known := map[string]bool{}
	for _, finding := range written.Findings {
		known[finding.Fingerprint] = true
	}
	return known, nil
}

// keepBaseline refuses to write over the baseline, as a report without the findings that it has.
func (flags *checkFlags) keepBaseline(outputs []output) error {
	known, err := os.Stat(flags.baseline)
	if flags.baseline == "" || err != nil {
		return nil
	}
	for _, o := range outputs {
		if file, err := os.Stat(o.file); err == nil && os.SameFile(known, file) && file.Mode().IsRegular() {
			return usage("--format %s=%s would leave what is known out of the baseline: write it anew with --baseline=", o.format, o.file)
		}
	}
	return nil
}

// dropKnown leaves out the findings that the baseline has, as if they were suppressed.
func (r *run) dropKnown(s *subject, out *lint.Outcome) {
	if len(r.baseline) == 0 {
		return
	}
	shown := map[string]string{}
	for _, d := range out.Findings {
		for at := range spans(d) {
			if !at.IsZero() && shown[at.File.Name] == "" {
				shown[at.File.Name] = s.show(at.File)
			}
		}
	}
	show := func(name string) string { return shown[name] }
	lint.SortFindings(out.Findings, show)
	prints := lint.Fingerprints(out.Findings, show)
	before, i := len(out.Findings), -1
	out.Findings = slices.DeleteFunc(out.Findings, func(*lint.Diagnostic) bool { i++; return r.baseline[prints[i]] })
	out.Suppressed += before - len(out.Findings)
}
