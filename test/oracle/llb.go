package main

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// platformPair is one solve: a builder's own platform and the requested one.
type platformPair struct {
	build, target ocispecs.Platform
}

// platformPairs are the solves that every Dockerfile is converted for: native,
// a foreign architecture, one with a variant, and the builder the other way
// round (which tells $BUILDPLATFORM from a constant linux/amd64).
var platformPairs = []platformPair{
	{parsePlatform("linux/amd64"), parsePlatform("linux/amd64")},
	{parsePlatform("linux/amd64"), parsePlatform("linux/arm64")},
	{parsePlatform("linux/amd64"), parsePlatform("linux/arm/v7")},
	{parsePlatform("linux/arm64"), parsePlatform("linux/amd64")},
}

// parsePlatform reads a requested platform as dockerui/attr.go:parsePlatforms
// does.
func parsePlatform(specifier string) ocispecs.Platform {
	return platforms.Normalize(platforms.MustParse(specifier))
}

// formatPlatform is the one spelling that the answers use. BuildKit has two: it
// normalises the platform of a RUN (client/llb/meta.go:platform), but asks for
// the image of `FROM --platform=linux/arm` without the variant v7, and for that
// of linux/arm64/v8 with the variant v8.
func formatPlatform(p ocispecs.Platform) string {
	return platforms.FormatAll(platforms.Normalize(p))
}

// llbAnswer says what BuildKit does with a Dockerfile for one platformPair.
// Either there is an error, or runs and images are complete. Where several
// images are at fault the error names one of them at random, because BuildKit
// resolves them in parallel (convert.go:resolveReachableStages).
type llbAnswer struct {
	Build  string  `json:"build"`
	Target string  `json:"target"`
	Error  string  `json:"error,omitempty"`
	Runs   []step  `json:"runs"`
	Images []image `json:"images"`
}

// step is a RUN that the final image needs, and the platform it runs on. An
// ONBUILD RUN has the line of the FROM that triggers it, as BuildKit reports it
// (convert.go:initOnBuildTriggers). Line 0 would be a step without a source
// location.
type step struct {
	Line     int    `json:"line"`
	Platform string `json:"platform"`
}

// image is a base image, or an image that COPY or RUN --mount takes files from,
// and the platform that BuildKit asks for. Images of stages that are not needed
// are not asked for.
type image struct {
	Ref      string `json:"ref"`
	Platform string `json:"platform"`
}

// capabilities are those of a BuildKit of the same version. Without them the
// converter takes older code paths (COPY --link) or panics (bind mounts).
var capabilities = pb.Caps.CapSet(pb.Caps.All())

// convert runs BuildKit's Dockerfile converter as builder/build.go:Build does
// for one target platform, with these differences: images come from imageStub;
// no named contexts, no build arguments and no .dockerignore are given; a
// `# syntax=` line is ignored where BuildKit would load that frontend; and
// BuildKit's own checks are off, so that `# check=error=true` rejects no file
// for its style.
func convert(dockerfile []byte, pair platformPair) llbAnswer {
	stub := newImageStub()
	runs := map[step]struct{}{}
	err := guard(func() error {
		ctx := context.Background()
		result, err := dockerfile2llb.Dockerfile2LLB(ctx, dockerfile, convertOptions(dockerfile, pair, stub))
		if err != nil {
			return err
		}
		definition, err := result.State.Marshal(ctx)
		if err != nil {
			return err
		}
		return collectRuns(definition, runs)
	})
	answer := llbAnswer{
		Build:  formatPlatform(pair.build),
		Target: formatPlatform(pair.target),
		Runs:   []step{},
		Images: []image{},
	}
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Runs = sortedKeys(runs, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Platform, b.Platform))
	})
	answer.Images = sortedKeys(stub.asked, func(a, b image) int {
		return cmp.Or(cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Platform, b.Platform))
	})
	return answer
}

func convertOptions(dockerfile []byte, pair platformPair, images llb.ImageMetaResolver) dockerfile2llb.ConvertOpt {
	return dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			BuildArgs:       map[string]string{},
			BuildPlatforms:  []ocispecs.Platform{pair.build},
			TargetPlatforms: []ocispecs.Platform{pair.target},
		},
		TargetPlatform: &pair.target,
		SourceMap:      llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", dockerfile),
		MetaResolver:   images,
		LLBCaps:        &capabilities,
	}
}

// collectRuns adds every exec operation of the definition to runs. Equal
// operations of several stages are one operation there, with one location for
// each of the instructions (client/llb/sourcemap.go:sourceMapCollector).
func collectRuns(definition *llb.Definition, runs map[step]struct{}) error {
	for _, bytes := range definition.Def {
		var op pb.Op
		if err := op.UnmarshalVT(bytes); err != nil {
			return err
		}
		if op.GetExec() == nil {
			continue
		}
		platform := formatPlatform(op.GetPlatform().Spec())
		locations := definition.Source.GetLocations()[digest.FromBytes(bytes).String()].GetLocations()
		if len(locations) == 0 {
			runs[step{Line: 0, Platform: platform}] = struct{}{}
		}
		for _, location := range locations {
			runs[step{Line: firstLine(location.GetRanges()), Platform: platform}] = struct{}{}
		}
	}
	return nil
}

// firstLine is the line an instruction begins on: BuildKit has one range for
// each of its lines (parser/errors.go:toRanges).
func firstLine(ranges []*pb.Range) int {
	line := 0
	for i, r := range ranges {
		if start := int(r.GetStart().GetLine()); i == 0 || start < line {
			line = start
		}
	}
	return line
}

// imageStub stands in for the registry. Any image exists for any platform, and
// has a configuration without environment and without ONBUILD triggers.
type imageStub struct {
	mu    sync.Mutex // BuildKit resolves the images of a Dockerfile in parallel
	asked map[image]struct{}
}

var _ llb.ImageMetaResolver = (*imageStub)(nil)

func newImageStub() *imageStub {
	return &imageStub{asked: map[image]struct{}{}}
}

// stubLayer makes an image with one layer out of the stub's: BuildKit replaces
// an image without layers by scratch, and a RUN there is on the target platform
// whatever the stage's flag says (convert.go:resolveBaseImage).
var stubLayer = digest.FromString("layer")

func (s *imageStub) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := *opt.ImageOpt.Platform
	s.mu.Lock()
	s.asked[image{Ref: ref, Platform: formatPlatform(platform)}] = struct{}{}
	s.mu.Unlock()
	config, err := json.Marshal(ocispecs.Image{
		Platform: platform,
		RootFS:   ocispecs.RootFS{Type: "layers", DiffIDs: []digest.Digest{stubLayer}},
	})
	return ref, "", config, err
}

func sortedKeys[Key comparable](set map[Key]struct{}, compare func(a, b Key) int) []Key {
	keys := make([]Key, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compare)
	return keys
}
