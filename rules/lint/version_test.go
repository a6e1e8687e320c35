package lint

import "testing"

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]Version{
		"6": {6}, "2.4": {2, 4}, "4.9.4": {4, 9, 4}, "3.11": {3, 11}, "3.0.1": {3, 0, 1}, "5.0.0": {5},
	} {
		got, err := ParseVersion(text)
		if err != nil || got != want {
			t.Errorf("ParseVersion(%q) = %v, %v; want %v", text, got, err, want)
		}
		again, err := ParseVersion(got.String())
		if err != nil || again != got {
			t.Errorf("%q is written %q, which reads as %v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{"", "0", "4.", ".4", "4.9.4.1", "v4.9", "4.9.4-2", "-1", "+4", "4.9 ", "99999999999", "4,9"} {
		if got, err := ParseVersion(text); err == nil {
			t.Errorf("ParseVersion(%q) = %v, want an error", text, got)
		}
	}
}

func TestVersionOrder(t *testing.T) {
	order := []Version{{}, {2, 4}, {2, 4, 9}, {2, 4, 62}, {2, 10}, {3}}
	for i, v := range order {
		for j, o := range order {
			if v.Less(o) != (i < j) {
				t.Errorf("%v.Less(%v) = %v", v, o, v.Less(o))
			}
		}
	}
	if s := (Version{}).String(); s != "unknown" {
		t.Errorf("the zero version is written %q", s)
	}
}

func TestLogged(t *testing.T) {
	for version, want := range map[Version]string{{}: "Not there", {5, 0, 2}: "Not there", {6}: "WSGI0001: Not there", {6, 0, 5}: "WSGI0001: Not there"} {
		if got := (Target{ModWSGI: version}).Coded("WSGI0001", "Not there"); got != want {
			t.Errorf("mod_wsgi %v writes %q, want %q", version, got, want)
		}
	}
}
