package model

// A slab has room for some values that are made one by one: there are very many sections, settings and mappings, and each alone takes more time
// and room.
type slab[T any] struct{ room []T }

// The first slabs are small, for most configurations are.
const (
	firstSlab = 8
	fullSlab  = 128
)

func (s *slab[T]) add(v T) *T {
	if len(s.room) == cap(s.room) {
		s.room = make([]T, 0, max(firstSlab, min(2*cap(s.room), fullSlab)))
	}
	s.room = append(s.room, v)
	return &s.room[len(s.room)-1]
}
