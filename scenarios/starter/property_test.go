package starter_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/scenarios/starter"
)

// TestMutations: responses in which anything is missing, doubled or of another kind have a message or make a scenario that
// can be used, and the same twice.
func TestMutations(t *testing.T) {
	var archives [][]starter.Document
	for _, file := range []string{"testdata/fargate.txtar", "testdata/ec2.txtar", "testdata/assumed.txtar"} {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		archives = append(archives, documents(archive))
	}
	archives = append(archives, nil, nil) // asked-for and away instances
	for i, more := range []string{
		`, "placementConstraints": [{"type": "memberOf", "expression": "attribute:stack == prod and attribute:ecs.instance-type =~ m5.*"}, {"type": "memberOf", "expression": "task:group == service:db"}]`,
		`, "createdAt": 1772446100.5, "deployments": [{"status": "PRIMARY", "taskDefinition": "web:1"}, {"status": "ACTIVE", "taskDefinition": "web:2"}]`,
	} {
		texts := []string{describedService(3, more), describedTask(1), describedTask(2)}
		if i == 1 {
			texts = append(texts, described(registered{"", false, 1, 48, 3096}, registered{"DRAINING", false, 1, 1048, 3096}, registered{"", true, 1, 1048, 3000}))
		}
		for _, text := range texts {
			archives[len(archives)-2+i] = append(archives[len(archives)-2+i], starter.Document{Name: "r.json", Text: []byte(text)})
		}
	}
	made, failed := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		docs := slices.Clone(rapid.SampledFrom(archives).Draw(r, "responses"))
		for range rapid.IntRange(1, 3).Draw(r, "times") {
			i := rapid.IntRange(0, len(docs)-1).Draw(r, "document")
			var v any
			if json.Unmarshal(docs[i].Text, &v) != nil { // several values behind each other
				continue
			}
			text, err := json.Marshal(mutate(r, v))
			if err != nil {
				r.Fatal(err)
			}
			docs[i].Text = text
		}
		one, err := starter.Import(docs)
		two, again := starter.Import(docs)
		if err != nil {
			failed++
			if again == nil || err.Error() != again.Error() || err.Error() == "" || one != nil {
				r.Fatalf("first %v, then %v", err, again)
			}
			return
		}
		made++
		if again != nil || one.Text != two.Text {
			r.Fatalf("it makes first\n%s\nthen\n%s", one.Text, two.Text)
		}
		readable(r, one)
	})
	if made == 0 || failed == 0 {
		t.Errorf("%d are scenarios and %d aren't", made, failed)
	}
}

// mutate changes one thing somewhere in a JSON value.
func mutate(r *rapid.T, v any) any {
	deeper := rapid.IntRange(0, 9).Draw(r, "deeper") > 0
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 || !deeper {
			break
		}
		var keys []string
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		key := rapid.SampledFrom(keys).Draw(r, "key")
		if rapid.IntRange(0, 9).Draw(r, "drop") == 0 {
			delete(v, key)
		} else {
			v[key] = mutate(r, v[key])
		}
		return v
	case []any:
		if len(v) == 0 || !deeper {
			break
		}
		i := rapid.IntRange(0, len(v)-1).Draw(r, "index")
		if rapid.IntRange(0, 9).Draw(r, "double") == 0 {
			return append(v, v[i])
		}
		v[i] = mutate(r, v[i])
		return v
	}
	return rapid.SampledFrom([]any{
		nil, true, false, 0, -1, 1, 3.5, 1e19, 1466801808.595, 100000, "", "x", "x:2", "a b", "DRAINING", "\x00\n\"", "1",
		[]any{},
		[]any{nil},
		[]any{"x"},
		map[string]any{},
		map[string]any{"name": 1},
		[]any{map[string]any{"type": "x", "value": "y"}},
	}).Draw(r, "value")
}
