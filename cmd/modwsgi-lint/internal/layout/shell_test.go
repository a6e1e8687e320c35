package layout

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestAssign(t *testing.T) {
	const unset = "(not set)"
	for script, want := range map[string]map[string]string{
		"A=1":                            {"A": "1"},
		"A=1\nexport B='x y' C=\"$A z\"": {"A": "1", "B": "x y", "C": "1 z"},
		"export A\nA=2; B=3 # C=4":       {"A": "2", "B": "3"},
		": ${A:=/x} \"${B=y}\"":          {"A": "/x", "B": "y"},
		"A=${N:-d}${N-e}${OLD:+p}":       {"A": "dep"},
		"A=\nB=${A-no}${A:-yes}":         {"A": "", "B": "yes"},
		"A=$(date)\nB=`date`\nC=c":       {"C": "c"},
		"A=1 apache2ctl start\nB=2":      {"B": "2"},
		"A=a\\\nb\nB=\"q\\\"\\x\"":       {"A": "ab", "B": `q"\x`},
		"#A=1\n\tB=2\r\n. /etc/default/locale\nsource x\nulimit -n 8192": {"B": "2"},
		"unset OLD":   {"OLD": unset},
		"A=${OLD##o}": {"A": "ld"},
		"A=${OLD%d}":  {},
		"A=$":         {"A": "$"},
		"A='unclosed": {"A": "unclosed"},
		"A=${OLD":     {"A": "old"},
		"1A=x":        {},
	} {
		got := Assign(script, map[string]string{"OLD": "old"})
		if want["OLD"] == "" {
			want["OLD"] = "old"
		}
		maps.DeleteFunc(want, func(_, value string) bool { return value == unset })
		if !maps.Equal(got, want) {
			t.Errorf("%q: %q, want %q", script, got, want)
		}
	}
}

func TestAssignTakesNoSideOfAnIf(t *testing.T) {
	script := "if [ \"$X\" != y ] ; then\n\tSET=other\n\tNEW=a\nelse\n\tNEW=b\nfi\nAFTER=$NEW\n"
	got := Assign(script, map[string]string{"SET": "mine"})
	if want := (map[string]string{"SET": "mine", "NEW": "a", "AFTER": "a"}); !maps.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The shell itself is the judge, over what one can say of plain assignments.
func TestAssignAgreesWithTheShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here: ", err)
	}
	script := `SUFFIX=-x
export A=/run/apache2$SUFFIX B="${A}/p q"'\n'\$x
export C=${NONE:-"d e"} D="${B#/run}" E=${A:+yes}no F=${UNSET}end G=a#b
H=1;I=2
export H I
`
	cmd := exec.Command(sh, "-c", script+"exec env -0")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := Assign(script, nil)
	seen := 0
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		name, value, _ := strings.Cut(string(entry), "=")
		if len(name) != 1 || name == "_" {
			continue
		}
		seen++
		if got[name] != value {
			t.Errorf("%s is %q, the shell says %q", name, got[name], value)
		}
	}
	if seen != 9 {
		t.Errorf("the shell spoke of %d variables, want 9", seen)
	}
}

func TestAssignDoesNotGrowWithoutEnd(t *testing.T) {
	got := Assign("A=xxxxxxxx\n"+strings.Repeat("A=$A$A\n", 60), nil)
	if n := len(got["A"]); n > maxValue {
		t.Errorf("%d bytes", n)
	}
}

func FuzzAssign(f *testing.F) {
	f.Add("export A=${B:-`x`} \"")
	f.Fuzz(func(_ *testing.T, script string) { Assign(script, nil) })
}
