package main

import (
	"context"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
)

// lintPair is the solve that BuildKit's own checks are run for: a foreign one.
var lintPair = platformPair{parsePlatform("linux/amd64"), parsePlatform("linux/arm64")}

// lintWarnings are what `docker build --check` warns of, as "rule: detail",
// sorted, each once; nil if BuildKit refuses the file.
func lintWarnings(dockerfile []byte) []string {
	var warnings []string
	err := guard(func() error {
		results, err := dockerfile2llb.DockerfileLint(
			context.Background(), dockerfile, convertOptions(dockerfile, lintPair, newImageStub()))
		if err != nil || results.Error != nil {
			return err
		}
		warnings = []string{}
		for _, warning := range results.Warnings {
			warnings = append(warnings, warning.RuleName+": "+warning.Detail)
		}
		return nil
	})
	if err != nil {
		return nil
	}
	slices.Sort(warnings)
	return slices.Compact(warnings)
}
