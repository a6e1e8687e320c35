package access

import (
	"path"
	"strings"

	"github.com/modwsgi-lint/modwsgi-lint/rules/lint"
	"github.com/modwsgi-lint/modwsgi-lint/rules/model"
)

// requires tell where Require lines stand that count otherwise once a section says Require instead of Order, Allow and Deny: of sections that
// both say Require the stronger decides alone.
type requires struct {
	asking  places // what asks something of the visitor, which Require all granted further in does away with
	opening places // what lets somebody in, and does so again where a Deny further out becomes Require all denied
}

// places are sections: plain folders, and all others by rank.
type places struct {
	folders map[string]bool
	ranks   [ranks]bool
}

var requiring = lint.Fact[*requires]{Find: func(p *lint.Pass) *requires {
	found := &requires{places{folders: map[string]bool{}}, places{folders: map[string]bool{}}}
	for _, a := range p.Access {
		asks, opens := false, false
		for _, d := range a.Lines {
			opens = opens || d.Is("Require") && !model.DeniesAll(d)
			asks = asks || d.Is("Require") && !model.DeniesAll(d) && !strings.EqualFold(words(d), "all granted")
		}
		folder, plain := plainFolder(a)
		switch {
		case !plain:
			found.asking.ranks[rank(a)] = found.asking.ranks[rank(a)] || asks
			found.opening.ranks[rank(a)] = found.opening.ranks[rank(a)] || opens
			continue
		case asks:
			found.asking.folders[folder] = true
		}
		for at := folder; opens && !found.opening.folders[at]; at = path.Dir(at) {
			found.opening.folders[at] = true
		}
	}
	return found
}}

// plainFolder is the folder that a section is for, where it is that of a Directory and no pattern.
func plainFolder(a *model.AccessControl) (folder string, plain bool) {
	s := a.Section
	if s == nil || s.Outer != nil || s.Kind != model.Directory || s.Regexp || s.Glob || s.Garbled {
		return "", false
	}
	return model.Clean(s.Arg.Value), true
}

// changed reports whether one of them may count otherwise once a section says Require all granted, or denied.
func (r *requires) changed(a *model.AccessControl, says string) bool {
	if says == "denied" {
		return r.opening.has(a, rank(a), ranks-1, func(folder string) bool { return r.opening.folders[folder] })
	}
	return r.asking.has(a, 0, rank(a), r.asking.around)
}

// askedIn reports whether a Directory for a folder may do away with what another one asks.
func (r *requires) askedIn(folder string) bool {
	return r.asking.around(folder) || r.asking.ranks[directory]
}

// around reports whether a plain folder is one of them, or lies in one.
func (s *places) around(folder string) bool {
	for !s.folders[folder] {
		outer := path.Dir(folder)
		if outer == folder {
			return false
		}
		folder = outer
	}
	return true
}

// directory is the rank of a Directory.
const directory = int(model.Directory) + 1

// has reports whether a section of one of the ranks may be for what a is for; with tells that of a plain folder.
func (s *places) has(a *model.AccessControl, least, most int, with func(folder string) bool) bool {
	for _, there := range s.ranks[least : most+1] {
		if there {
			return true
		}
	}
	if folder, plain := plainFolder(a); plain {
		return with(folder)
	}
	return len(s.folders) > 0 && least <= directory && directory <= most
}
