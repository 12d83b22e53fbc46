package query_test

import (
	"strings"
	"testing"
)

// TestDocumentedExamples are the examples of AWS page cluster-query-language, each with an instance that it selects and
// one that it doesn't.
func TestDocumentedExamples(t *testing.T) {
	typed := func(instanceType, zone string) instance {
		return instance{attributes: map[string]string{"ecs.instance-type": instanceType, "ecs.availability-zone": zone}}
	}
	for _, test := range []struct {
		text     string
		selected instance
		other    instance
	}{
		{"attribute:ecs.instance-type == t2.small", typed("t2.small", "us-east-1a"), typed("t2.smaller", "us-east-1a")},
		{"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", typed("", "us-east-1b"), typed("", "us-east-1d")},
		{"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", typed("g2.2xlarge", "us-east-1a"), typed("g2.2xlarge", "us-east-1d")},
		{"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", typed("g2.2xlarge", "us-east-1a"), typed("cg2.large", "us-east-1a")},
		{"task:group == service:production", instance{groups: []string{"family:x", "service:production"}}, instance{groups: []string{"service:prod"}}},
		{"not(task:group == database)", instance{groups: []string{"web"}}, instance{groups: []string{"web", "database"}}},
		{"runningTasksCount == 1", instance{running: 1}, instance{running: 2}},
		{"agentVersion < 1.14.5", instance{version: "1.9.7"}, instance{version: "1.14.5"}},
		{"registeredAt < 2018-02-13", instance{registered: 1518479999}, instance{registered: 1518480000}},
		{"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", instance{id: "i-wxyx7890"}, instance{id: "i-abcd"}},
		{"(runningTasksCount == 0 or runningTasksCount == 1) and agentConnected == true", instance{running: 1, connected: true}, instance{running: 1}},
	} {
		e := mustParse(t, test.text)
		if !e.Matches(&test.selected) || e.Matches(&test.other) {
			t.Errorf("%s: %+v %v, %+v %v", test.text, test.selected, e.Matches(&test.selected), test.other, e.Matches(&test.other))
		}
		if e.String() != strings.ReplaceAll(test.text, "'", "") {
			t.Errorf("%s prints as %s", test.text, e)
		}
	}
}

// TestMatches says for one instance what holds of it.
func TestMatches(t *testing.T) {
	it := &instance{
		attributes: map[string]string{"stack": "prod", "generation": "10", "empty": "", "note": "a b"},
		connected:  true, version: "1.14.5", id: "i-1", registered: 1529360908, running: 3, // 2018-06-18T22:28:28Z
		groups: []string{"service:web", "family:batch"},
	}
	for text, want := range map[string]bool{
		"attribute:stack equals prod": true, "attribute:stack == Prod": false, "attribute:stack not_equals prod": false,
		"attribute:stack exists": true, "attribute:stack !exists": false, "attribute:stack not_exists": false,
		"attribute:empty exists": true, "attribute:empty == ''": true, `attribute:empty =~ ""`: true,
		"attribute:note == 'a b'": true, "attribute:stack not_in [test, dev]": true, "attribute:stack !in[prod]": false,
		// Of an attribute that isn't there, nothing holds but !exists.
		"attribute:gone exists": false, "attribute:gone !exists": true, "attribute:gone == x": false, "attribute:gone != x": false,
		"attribute:gone !in [x]": false, "attribute:gone !~ x": false, "attribute:gone < x": false, "not attribute:gone == x": true,
		"attribute:gone !exists or attribute:gone != true": true,
		// Attributes are ordered as text.
		"attribute:stack > a": true, "attribute:stack greater_than prod": false, "attribute:stack >= prod": true,
		"attribute:stack less_than_equal prod": true, "attribute:stack < prod": false, "attribute:generation < 9": true,
		"agentConnected == true": true, "agentConnected==true": true, "agentConnected != true": false, "agentConnected in [false]": false,
		"agentConnected =~ t.*": true, "agentConnected not_matches 't.*'": false,
		"agentVersion == 1.14.5": true, "agentVersion == 1.14.5.0": true, "agentVersion == 1.014.5": true, "agentVersion > 1.9": true,
		"agentVersion >= 1.14.6": false, "agentVersion <= 1.14": false, "agentVersion less_than 2": true, "agentVersion != '1.14'": true,
		"agentVersion < 99999999999999999999999.1": true,
		"ec2InstanceId == i-1":                     true, "ec2InstanceId != 'i-1'": false, "ec2InstanceId =~ i-.": true, "ec2InstanceId !in [\"i-2\",i-3]": true,
		"registeredAt == 2018-06-18T22:28:28": true, "registeredAt == 2018-06-18T22:28:28Z": true, "registeredAt == 2018-06-18T22:28:28+00:00": true,
		"registeredAt > 2018-06-18": true, "registeredAt >= '2018-06-19'": false, "registeredAt != 2018-06-18": true, "registeredAt < 2018-06-18T22:28:29": true,
		"runningTasksCount greater_than_equal 3": true, "runningTasksCount < 3": false, "runningTasksCount > -1": true, "runningTasksCount != 3": false,
		"task:group == family:batch": true, "task:group != service:web": false, "task:group != service:api": true,
		"task:group in [service:api, service:web]": true, "task:group !in [service:api]": true, "task:group !in [service:api, service:web]": false,
		"task:group =~ service:.*": true, "task:group !~ service:.*": false, "task:group =~ service": false, "task:group !~ x": true,
		"task:group exists": true, "task:group !exists": false,
		// Precedence and spelling.
		"attribute:stack == prod or attribute:stack == x and attribute:stack == x":   true,
		"(attribute:stack == prod or attribute:stack == x) and attribute:stack == x": false,
		"not attribute:stack == x and attribute:stack == x":                          false,
		"! attribute:stack == x || attribute:stack == x":                             true,
		"not(attribute:stack==x&&attribute:stack==prod)":                             true,
		"!!(not attribute:stack == x)":                                               true,
		" ( ( attribute:stack\t==\nprod ) ) ":                                        true,
		"attribute:stack =~ a||attribute:stack=~prod":                                true,
		"attribute:stack == and or attribute:stack == prod":                          true,
	} {
		if got := mustParse(t, text).Matches(it); got != want {
			t.Errorf("%s is %v", text, got)
		}
	}
	unknown := &instance{}
	for text, want := range map[string]bool{
		"agentVersion != 1.0": false, "agentVersion < 1.0": false, "ec2InstanceId != i-1": false, "ec2InstanceId !in [i-1]": false,
		"task:group exists": false, "task:group !exists": true, "task:group !~ .*": true, "agentConnected == false": true,
	} {
		if got := mustParse(t, text).Matches(unknown); got != want {
			t.Errorf("of an instance that says nothing, %s is %v", text, got)
		}
	}
}

// TestPatterns holds Java's regular expressions, matched as a whole.
func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		pattern  string
		yes, no  []string
		printing string // of the argument; empty: as it is in quotes
	}{
		{`m5.*`, []string{"m5", "m5.large", "m5dn.large"}, []string{"m4.large", "xm5"}, `m5.*`},
		{`m5\..*`, []string{"m5.large"}, []string{"m5dn.large"}, `m5\..*`},
		{`[cm]5.large`, []string{"c5.large", "m5.large"}, []string{"r5.large", "cm5.large"}, `[cm]5.large`},
		{`(c|m)5\.(large|xlarge)`, []string{"c5.large", "m5.xlarge"}, []string{"c5.2xlarge"}, ``},
		{`a|bc`, []string{"a", "bc"}, []string{"ac", "abc", "b"}, `a|bc`},
		{`a{2,3}`, []string{"aa", "aaa"}, []string{"a", "aaaa"}, `a{2,3}`},
		{`^a$`, []string{"a"}, []string{"aa"}, `^a$`},
		{`(?i)ab+?`, []string{"AB", "aBb"}, []string{"A"}, ``},
		{`(?<x>a)(?:b)`, []string{"ab"}, []string{"a"}, ``},
		{`\Qa.b\E+`, []string{"a.b", "a.bbb"}, []string{"axb", "a.ba.b"}, `\Qa.b\E+`},
		{`\Q(.`, []string{"(."}, []string{"(x"}, ``},
		{`\p{Alpha}+\P{Alpha}`, []string{"ab1", "a."}, []string{"a", "é1"}, `\p{Alpha}+\P{Alpha}`},
		{`[\p{XDigit}-]+`, []string{"0aF-"}, []string{"g"}, `[\p{XDigit}-]+`},
		{`\p{Lu}\pL`, []string{"Äb"}, []string{"ab"}, `\p{Lu}\pL`},
		{`\s\S[\s]`, []string{"\va\t"}, []string{"aaa"}, `\s\S[\s]`},
		{`\u0041\x42`, []string{"AB"}, []string{"u0041B"}, `\u0041\x42`},
		{`\ä[\ö]\-`, []string{"äö-"}, []string{`\äö-`}, `\ä[\ö]\-`},
		{`[^a\]&{]`, []string{"b", "["}, []string{"a", "]", "&", "{"}, `[^a\]&{]`},
		{`.+\.[0-9]*xlarge`, []string{"m5.xlarge", "c5.18xlarge"}, []string{"m5.large"}, `.+\.[0-9]*xlarge`},
	} {
		e := mustParse(t, "attribute:a =~ \""+test.pattern+"\"")
		for i, values := range [][]string{test.no, test.yes} {
			for _, v := range values {
				if got := e.Matches(&instance{attributes: map[string]string{"a": v}}); got != (i == 1) {
					t.Errorf("%s of %q is %v", test.pattern, v, got)
				}
			}
		}
		printing := test.printing
		if printing == "" {
			printing = "'" + test.pattern + "'"
		}
		if want := "attribute:a =~ " + printing; e.String() != want {
			t.Errorf("%s prints as %s, want %s", test.pattern, e, want)
		}
	}
}

// TestDependsOnTasks finds what changes with the tasks, at any depth.
func TestDependsOnTasks(t *testing.T) {
	for text, want := range map[string]bool{
		"task:group == x": true, "runningTasksCount < 3": true, "attribute:task == x": false, "agentConnected == true": false,
		"agentVersion > 1 and (ec2InstanceId == i or not registeredAt > 2020-01-01)":          false,
		"agentVersion > 1 and (ec2InstanceId == i or not runningTasksCount == 2)":             true,
		"attribute:a == b || attribute:c exists && !(attribute:d == e or task:group !exists)": true,
	} {
		if got := mustParse(t, text).DependsOnTasks(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
