package main

import (
	"bytes"
	"errors"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// parseAnswer is BuildKit's syntax tree of a Dockerfile, or the reason why it
// has none.
type parseAnswer struct {
	Error string `json:"error,omitempty"`
	// ErrorLine is the line that BuildKit reports. It is 0 if BuildKit gives
	// none, and one too small for an error in a parser directive
	// (parser/parser.go:Parse counts the line only after it has read the
	// directive).
	ErrorLine    int           `json:"errorLine,omitempty"`
	Escape       string        `json:"escape,omitempty"`
	Instructions []instruction `json:"instructions"`
}

// instruction is one top-level instruction.
type instruction struct {
	Line    int `json:"line"`
	EndLine int `json:"endLine"`
	command
	Heredocs []heredoc `json:"heredocs"`
}

// command is what an instruction and the instruction behind ONBUILD have in
// common. The latter has no lines and no heredocs of its own: the parser leaves
// both on the ONBUILD node.
type command struct {
	Name  string   `json:"name"`
	Flags []string `json:"flags"`
	JSON  bool     `json:"json"`
	Args  []string `json:"args"`
	Child *command `json:"child,omitempty"`
}

type heredoc struct {
	Name    string `json:"name"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
	FD      uint   `json:"fd"`
	Content string `json:"content"`
}

// parseDockerfile returns the answer and, if the file parses, BuildKit's tree.
func parseDockerfile(dockerfile []byte) (parseAnswer, *parser.Node) {
	var result *parser.Result
	err := guard(func() (err error) {
		result, err = parser.Parse(bytes.NewReader(dockerfile))
		return err
	})
	answer := parseAnswer{Instructions: []instruction{}}
	if err != nil {
		answer.Error = err.Error()
		answer.ErrorLine = errorLine(err)
		return answer, nil
	}
	answer.Escape = string(result.EscapeToken)
	for _, node := range result.AST.Children {
		answer.Instructions = append(answer.Instructions, describeInstruction(node))
	}
	return answer, result.AST
}

func errorLine(err error) int {
	var located *parser.LocationError
	if errors.As(err, &located) {
		for _, ranges := range located.Locations {
			if len(ranges) > 0 {
				return ranges[0].Start.Line
			}
		}
	}
	return 0
}

func describeInstruction(node *parser.Node) instruction {
	described := instruction{
		Line:     node.StartLine,
		EndLine:  node.EndLine,
		command:  describeCommand(node),
		Heredocs: []heredoc{},
	}
	for _, h := range node.Heredocs {
		described.Heredocs = append(described.Heredocs, heredoc{
			Name:    h.Name,
			Expand:  h.Expand,
			Chomp:   h.Chomp,
			FD:      h.FileDescriptor,
			Content: h.Content,
		})
	}
	return described
}

// describeCommand reads a node as instructions/parse.go:nodeArgs does, but does
// not flatten the instruction behind ONBUILD into the arguments.
func describeCommand(node *parser.Node) command {
	described := command{
		Name:  node.Value,
		Flags: append([]string{}, node.Flags...),
		JSON:  node.Attributes["json"],
		Args:  []string{},
	}
	for arg := node.Next; arg != nil; arg = arg.Next {
		if len(arg.Children) == 0 {
			described.Args = append(described.Args, arg.Value)
		} else {
			child := describeCommand(arg.Children[0])
			described.Child = &child
		}
	}
	return described
}

// instructionsError says why the tree is not a list of typed instructions; ""
// if it is one.
func instructionsError(ast *parser.Node) string {
	err := guard(func() error {
		// A nil linter would do, were it not for instructions with a "check"
		// comment: linter/linter.go:WithMergedConfig copies its receiver.
		_, _, err := instructions.Parse(ast, linter.New(&linter.Config{}))
		return err
	})
	if err != nil {
		return err.Error()
	}
	return ""
}
