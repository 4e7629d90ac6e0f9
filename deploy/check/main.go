// Reads what is deployed as Docker and Compose read it themselves, and says as JSON what they found.
//
//	deploy-check dockerfile FILE
//	deploy-check compose FILE     variables of the file come from the environment
//
// Ends with 1 and the reason on the error stream when the file is wrong.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func main() {
	answer, err := answerTo(os.Args[1], os.Args[2])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answerTo(what, file string) (any, error) {
	switch what {
	case "dockerfile":
		return dockerfile(file)
	case "compose":
		return compose(file)
	}
	return nil, fmt.Errorf("%s is neither dockerfile nor compose", what)
}

// The project with all variables, extensions and defaults worked in.
func compose(file string) (any, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithOsEnv)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

type stage struct {
	From         string
	Name         string
	Instructions []instruction
}

type instruction struct {
	Name string
	Text string
}

func dockerfile(file string) (any, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	tree, err := parser.Parse(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	var warnings []string
	for _, warning := range tree.Warnings {
		warnings = append(warnings, warning.Short)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, _ []parser.Range) {
		warnings = append(warnings, rule+": "+message)
	}})
	parsed, _, err := instructions.Parse(tree.AST, lint)
	if err != nil {
		return nil, err
	}
	var stages []stage
	for _, one := range parsed {
		found := stage{From: one.BaseName, Name: one.Name}
		for _, command := range one.Commands {
			text := fmt.Sprint(command)
			found.Instructions = append(found.Instructions, instruction{command.Name(), text})
		}
		stages = append(stages, found)
	}
	return map[string]any{"stages": stages, "warnings": warnings}, nil
}
