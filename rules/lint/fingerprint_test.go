package lint

import (
	"slices"
	"testing"
)

func fingerprints(text string, show func(string) string) []string {
	return Fingerprints(Run(configOf(text), Options{Rules: []*Rule{flags("bad", "BAD"), flags("worse", "WORSE")}}).Findings, show)
}

func TestFingerprints(t *testing.T) {
	plain := func(name string) string { return name }
	was := fingerprints("A BAD\nB BAD\nC WORSE\n", plain)
	if len(was) != 3 || len(was[0]) != 32 || was[0] == was[1] || was[1] == was[2] || was[0] == was[2] {
		t.Fatalf("fingerprints %q, want three that differ", was)
	}
	if moved := fingerprints("# new\n\nA   BAD\nZ\nB BAD BAD\n  C WORSE\n", plain); !slices.Equal(moved, was) {
		t.Errorf("lines added change %q to %q", was, moved)
	}
	if one := fingerprints("A BAD\nC WORSE\n", plain); !slices.Equal(one, []string{was[0], was[2]}) {
		t.Errorf("one of two removed: %q, was %q", one, was)
	}
	other := fingerprints("A BAD\nB BAD\nC WORSE\n", func(string) string { return "elsewhere.conf" })
	for i := range was {
		if other[i] == was[i] {
			t.Errorf("another file has the same fingerprint %s", was[i])
		}
	}
}
