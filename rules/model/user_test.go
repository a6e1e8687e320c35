package model

import (
	"fmt"
	"testing"
)

func TestRunsAs(t *testing.T) {
	c := build(`User www
Group web
WSGIDaemonProcess plain threads=2
WSGIDaemonProcess other user=deploy
WSGIDaemonProcess both user="#1000" group=staff supplementary-groups=a,b
<IfDefine MAYBE>
WSGIDaemonProcess there user=deploy group=deploy
</IfDefine>
`, true)
	for i, want := range []string{"{www web []}", "{deploy web []}", "{#1000 staff [a b]}", "{deploy deploy []}"} {
		if got := fmt.Sprint(c.RunsAs(c.Groups[i])); got != want {
			t.Errorf("%s: %s, want %s", c.Groups[i].Name.Value, got, want)
		}
	}
	for text, want := range map[string]string{
		"": "{  []}", "User a\nUser b\n": "{b  []}", "<IfDefine MAYBE>\nUser a\n</IfDefine>\nGroup g\n": "{ g []}",
	} {
		if got := fmt.Sprint(build(text, true).RunsAs(nil)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
