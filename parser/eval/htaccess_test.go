package eval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHtaccess reads what .htaccess takes and what it refuses.
func TestHtaccess(t *testing.T) {
	h := closed
	h.Htaccess = true
	text := "Define X\nUnDefine X\nInclude a.conf\nIncludeOptional a.conf\nServerRoot /\nLoadModule x_module x.so\nLoadFile x.so\nDefaultRuntimeDir /\n" +
		"<IfModule env_module>\nA 1\n</IfModule>\n<IfDefine X>\nA 2\n</IfDefine>\n<Macro m $p>\nA $p\n</Macro>\nUse m 3\n<Files x>\nA ${X}\n</Files>\n" +
		"<IfModule env_module>\nA 5\n"
	c := read(h, text)
	want := []string{
		"1: Define not allowed here", "2: UnDefine not allowed here", "3: Include not allowed here", "4: IncludeOptional not allowed here",
		"5: ServerRoot not allowed here", "6: LoadModule not allowed here", "7: LoadFile not allowed here", "8: DefaultRuntimeDir not allowed here",
	}
	if diff := cmp.Diff(want, faults(c)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("A 1\nA 3\n<Files x>\n A ${X}\nA 5\n", outline(c)); diff != "" {
		t.Error(diff)
	}
}

// TestRefusedInHtaccess names what httpd takes in no .htaccess, and what has the wrong words there.
func TestRefusedInHtaccess(t *testing.T) {
	h := closed
	h.Htaccess, h.Open = true, true
	var got []string
	for _, p := range read(h, "DocumentRoot /a\n<Directory /a>\n</Directory>\nRequire granted\n<Files x>\nServerName a\nRequire local\n</Files>\nOptions None\nHostMade x\n").Refused() {
		got = append(got, p.Message)
	}
	want := []string{"DocumentRoot not allowed here", "<Directory not allowed here", "Unknown Authz provider: granted", "ServerName not allowed in <Files> context"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
