package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
)

// carriedParameter is a parameter of a service that shapes neither capacity nor timing.
type carriedParameter struct {
	name    string
	deploys bool // a change starts a deployment (API page UpdateService, notes of the parameters)
}

// carriedParameters are all of the kind.
func carriedParameters() []carriedParameter {
	return []carriedParameter{
		{"enableECSManagedTags", false},
		{"enableExecuteCommand", false},
		{"monitoring", true}, // a user's report; the API page doesn't say
		{"networkConfiguration", true},
		{"platformVersion", true},
		{"propagateTags", false},
		{"serviceConnectConfiguration", true},
		{"serviceRegistries", true},
		{"tags", false},
	}
}

// carried gives the parameters of the kind that the table of a service or a call names.
func carried(at *node) []sim.Parameter {
	var list []sim.Parameter
	for _, p := range carriedParameters() {
		if n := at.get(p.name); n != nil {
			list = append(list, sim.Parameter{Name: p.name, Value: carriedValue(p.name, n), Deploys: p.deploys})
		}
	}
	return list
}

// carriedValue is the value of a parameter as JSON, and nothing for one that the call removes: an empty list, or a
// Service Connect that isn't enabled.
func carriedValue(name string, n *node) string {
	switch {
	case n.isList() && n.length() == 0, name == "platformVersion" && n.data == any(latestVersion): // a service without one has it
		return ""
	case name == "serviceConnectConfiguration" && n.get("enabled") != nil && n.get("enabled").data == any(false):
		return ""
	case name == "networkConfiguration":
		return networkJSON(n)
	}
	return canonicalJSON(n)
}

// networkJSON writes a network configuration with the defaults that the API fills in, so that saying one is no change, and
// subnets and security groups in order of their names, each once: that the API compares them as sets is assumed, since
// their order means nothing.
func networkJSON(n *node) string {
	inner := n.get("awsvpcConfiguration")
	if inner == nil || !inner.isTable() {
		return canonicalJSON(n)
	}
	whole := newTable()
	whole.names = append(whole.names, "assignPublicIp", "securityGroups")
	whole.by["assignPublicIp"] = &node{data: "DISABLED"}
	whole.by["securityGroups"] = &node{data: []*node{}}
	filled := &node{data: whole}
	for _, name := range inner.data.(*table).names {
		filled.put(name, sortedTexts(inner.get(name)))
	}
	outer := &node{data: newTable()}
	outer.put("awsvpcConfiguration", filled)
	return canonicalJSON(outer)
}

// sortedTexts is a list of strings in their order, each once; anything else as it is.
func sortedTexts(n *node) *node {
	items, isList := n.data.([]*node)
	if !isList {
		return n
	}
	var texts []string
	for _, item := range items {
		s, isText := item.data.(string)
		if !isText {
			return n
		}
		texts = append(texts, s)
	}
	slices.Sort(texts)
	sorted := make([]*node, 0, len(texts))
	for _, s := range slices.Compact(texts) {
		sorted = append(sorted, &node{data: s})
	}
	return &node{data: sorted}
}

// canonicalJSON writes a value as JSON without blanks, the members of objects in order of their names.
func canonicalJSON(n *node) string {
	var b strings.Builder
	writeJSON(&b, n)
	return b.String()
}

func writeJSON(b *strings.Builder, n *node) {
	switch data := n.data.(type) {
	case *table:
		b.WriteByte('{')
		for i, name := range slices.Sorted(slices.Values(data.names)) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoteJSON(name) + ":")
			writeJSON(b, data.by[name])
		}
		b.WriteByte('}')
	case []*node:
		b.WriteByte('[')
		for i, item := range data {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSON(b, item)
		}
		b.WriteByte(']')
	case string:
		b.WriteString(quoteJSON(data))
	case time.Time:
		b.WriteString(quoteJSON(data.Format(time.RFC3339Nano)))
	case float64:
		text := strconv.FormatFloat(data, 'g', -1, 64)
		if math.IsInf(data, 0) || math.IsNaN(data) {
			text = quoteJSON(text) // JSON has no such numbers
		}
		b.WriteString(text)
	default:
		fmt.Fprint(b, data)
	}
}

func quoteJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// settings are the parameters that a service, a creation and an update have in common, beyond what sim.Service has
// fields for.
type settings struct {
	at            *node // the table that they stand in
	definition    *value[string]
	registries    *list[registryTable]
	connect       *value[connectTable]
	platform      *value[string]
	providers     *list[providerTable]
	constraints   *list[constraintTable]
	strategy      *list[strategyTable]
	rebalancing   *value[string]
	volumes       *value[anyList]
	monitoring    *value[anyTable]
	configuration *deploymentConfigurationTable
	isUpdate      bool
	forced        bool
}

func (t *serviceTable) settings(at *node) *settings {
	return &settings{
		at: at, definition: &t.TaskDefinition, registries: &t.ServiceRegistries, connect: &t.ServiceConnectConfiguration,
		platform: &t.PlatformVersion, providers: &t.CapacityProviderStrategy, constraints: &t.PlacementConstraints,
		strategy: &t.PlacementStrategy, rebalancing: &t.AvailabilityZoneRebalancing, volumes: &t.VolumeConfigurations,
		monitoring: &t.Monitoring, configuration: &t.DeploymentConfiguration.V,
	}
}

func (t *updateServiceTable) settings(at *node) *settings {
	return &settings{
		at: at, definition: &t.TaskDefinition, registries: &t.ServiceRegistries, connect: &t.ServiceConnectConfiguration,
		platform: &t.PlatformVersion, providers: &t.CapacityProviderStrategy, constraints: &t.PlacementConstraints,
		strategy: &t.PlacementStrategy, rebalancing: &t.AvailabilityZoneRebalancing, volumes: &t.VolumeConfigurations,
		monitoring: &t.Monitoring, configuration: &t.DeploymentConfiguration.V,
		isUpdate: true, forced: t.ForceNewDeployment.V,
	}
}
