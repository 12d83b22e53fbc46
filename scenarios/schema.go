package scenarios

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// field is one key of a table of the format: what the tags of a schema struct's field say.
//
// The tags are: toml, the key; required; unless, a key whose
// presence, or with = whose value, makes it optional after all; default, the value that an absent key has; absent, the same in words where it
// depends on something; range, of integers and durations; items, how many elements a list may have; enum, the words
// allowed; match, the rule for a name (names.go); id, on the key that names an element of a list; below, above,
// said, many and missing, what ECS itself says of a value below or above the range, of another word, of too many elements
// and of nothing; api, what the API makes of faults (api_errors.go); listed, on a key of [[services]] that CreateService
// doesn't have; also, other words that people use for the key; example, for messages; never, on a delay that may be
// "never"; rest, on what takes the keys that look like quantiles, of which there may be several; carried, on what is checked lightly and has no effect; doc and source, for the reference.
type field struct {
	index                 []int // of the struct's field, from the outermost struct that embeds it
	name                  string
	required, id, carried bool
	unless                string
	never, rest           bool
	def                   string
	absent                string
	bounds                string
	items                 string
	enum                  []string
	match                 string
	below, above, missing string
	said, many            string
	api                   string
	listed                bool
	also                  []string
	example               string
	doc, source           string
	content               reflect.Type // what the key holds; of a list, one element
	list                  bool
}

// excused says whether a required key may be absent from the table n after all: another key is there, or has a value.
func (f *field) excused(n *node) bool {
	path, word, byValue := strings.Cut(f.unless, "=")
	for part := range strings.SplitSeq(path, ".") {
		if n = n.get(part); n == nil {
			return false
		}
	}
	return !byValue || n.data == any(word)
}

// slot is the type of a schema struct's field: a value or a list.
type slot interface {
	bind(b *binder, n *node, f *field, path string)
	absent(b *binder, f *field)
	content() (content reflect.Type, list bool)
}

// value is one key of a scenario.
type value[T any] struct {
	V   T     // what stands there, or the default
	at  *node // where it stands; nil when the key is absent
	bad bool  // it stands there, but can't be used; the fault is told
}

// given says that the key stands there and can be used.
func (v *value[T]) given() bool { return v.at != nil && !v.bad }

func (v *value[T]) content() (reflect.Type, bool) { return reflect.TypeFor[T](), false }

func (v *value[T]) bind(b *binder, n *node, f *field, path string) {
	v.at = n
	defer b.enter(n, f)()
	v.bad = b.refused(n, path) || !b.decode(n, f, path, &v.V)
}

func (v *value[T]) absent(b *binder, f *field) {
	if f.def != "" {
		b.decode(&node{data: literal(f.def)}, f, "", &v.V)
	} else if t := reflect.TypeFor[T](); isTable(t) {
		b.defaults(reflect.ValueOf(&v.V).Elem())
	}
}

// list is a key of a scenario that holds tables, most often written as [[headers]].
type list[T any] struct {
	Items []value[T]
	at    *node
	bad   bool
}

func (l *list[T]) given() bool { return l.at != nil && !l.bad }

func (l *list[T]) content() (reflect.Type, bool) { return reflect.TypeFor[T](), true }

func (l *list[T]) bind(b *binder, n *node, f *field, path string) {
	l.at = n
	nodes, ok := n.data.([]*node)
	if !ok {
		b.wantsList(n, path)
		l.bad = true
		return
	}
	if l.bad = b.refused(n, path) || !b.countItems(n, f, len(nodes)); l.bad {
		return
	}
	defer b.enter(n, f)()
	l.Items = make([]value[T], len(nodes))
	for i, item := range nodes {
		l.Items[i].at = item
		l.Items[i].bad = !b.decode(item, f, path, &l.Items[i].V)
	}
}

func (l *list[T]) absent(*binder, *field) {}

// decoder is a type of value with a syntax of its own.
type decoder interface {
	decode(b *binder, n *node, f *field) bool
	// typeName is what the reference calls the type.
	typeName() string
	// jsonSchema is the type as JSON Schema has it.
	jsonSchema(m *schemaMaker, f *field) jsonSchema
}

// isTable says whether t is a schema struct.
func isTable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(reflect.TypeFor[decoder]())
}

// fieldsOf reads the tags of a schema struct. Of a struct that it embeds, the keys are its own.
func fieldsOf(t reflect.Type) []field {
	fields := make([]field, 0, t.NumField())
	for sf := range t.Fields() {
		if sf.Anonymous {
			for _, f := range fieldsOf(sf.Type) {
				f.index = append(slices.Clone(sf.Index), f.index...)
				fields = append(fields, f)
			}
			continue
		}
		tags := tagsOf(sf.Tag)
		_, carried := tags["carried"]
		content, isList := reflect.New(sf.Type).Interface().(slot).content()
		fields = append(fields, field{
			index: sf.Index, name: tags["toml"], carried: carried,
			required: tags["required"] != "", id: tags["id"] != "", never: tags["never"] != "", rest: tags["rest"] != "",
			unless: tags["unless"], def: tags["default"], absent: tags["absent"],
			bounds: tags["range"], items: tags["items"], match: tags["match"],
			enum: words(tags["enum"]), also: words(tags["also"]),
			below: tags["below"], above: tags["above"], missing: tags["missing"],
			said: tags["said"], many: tags["many"], api: tags["api"], listed: tags["listed"] != "",
			example: tags["example"], doc: tags["doc"], source: tags["source"],
			content: content, list: isList,
		})
	}
	return fields
}

// tagsOf takes a struct tag apart, once for all its keys. Tags are written key:"value", one blank between them.
func tagsOf(tag reflect.StructTag) map[string]string {
	tags := make(map[string]string)
	for rest := string(tag); rest != ""; {
		key, after, _ := strings.Cut(strings.TrimLeft(rest, " "), ":")
		quoted, err := strconv.QuotedPrefix(after)
		if err != nil {
			break
		}
		tags[key], _ = strconv.Unquote(quoted)
		rest = after[len(quoted):]
	}
	return tags
}

// schemas remembers the fields of schema structs, for any number of goroutines.
type schemas struct{ fields *sync.Map }

func newSchemas() schemas { return schemas{new(sync.Map)} }

func (s schemas) of(t reflect.Type) []field {
	if fields, ok := s.fields.Load(t); ok {
		return fields.([]field)
	}
	fields, _ := s.fields.LoadOrStore(t, fieldsOf(t))
	return fields.([]field)
}

// id is the key that names the elements of a list of tables, or nothing where they have no names.
func (s schemas) id(t reflect.Type) string {
	for _, f := range s.of(t) {
		if f.id {
			return f.name
		}
	}
	return ""
}

func words(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}

// keysOf are the keys of a table; those without effect come only on demand.
func keysOf(fields []field, withCarried bool) []string {
	var keys []string
	for _, f := range fields {
		if withCarried || !f.carried {
			keys = append(keys, f.name)
		}
	}
	return keys
}

// inTable is how a message says that something is in the table at a path of the format, such as "timeline.updateService".
func inTable(path string) string {
	if path == "" {
		return "at the top level"
	}
	return "in " + tableLabel(path)
}

// tableLabel is how a message calls the table at a path of the format.
func tableLabel(path string) string {
	if path == "" {
		return "the top level"
	}
	parts := strings.Split(path, ".")
	label := "[" + parts[0] + "]"
	if isTopList(parts[0]) {
		label = "[[" + parts[0] + "]]"
	}
	for _, p := range parts[1:] {
		label = p + " of " + label
	}
	return label
}

// isTopList says whether a key at the top level holds a list of tables.
func isTopList(key string) bool {
	for sf := range reflect.TypeFor[scenarioFile]().Fields() {
		if sf.Tag.Get("toml") == key {
			_, isList := reflect.New(sf.Type).Interface().(slot).content()
			return isList
		}
	}
	return false
}

// walkSchema visits every table of the format below t, each with its path.
func walkSchema(t reflect.Type, path string, visit func(path string, t reflect.Type, fields []field)) {
	fields := fieldsOf(t)
	visit(path, t, fields)
	for _, f := range fields {
		if isTable(f.content) {
			walkSchema(f.content, joinPath(path, f.name), visit)
		}
	}
}

// joinPath appends a key to a path of the format, which has neither indexes nor quotes.
func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
