// A testee in Go, to begin with: it answers `network` and skips the rest. What the lines are: docs/operations.md.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// What V1 calls networks.
var names = map[string]string{
	"abstract":           "eip155:2741",
	"abstract-testnet":   "eip155:11124",
	"avalanche":          "eip155:43114",
	"avalanche-fuji":     "eip155:43113",
	"base":               "eip155:8453",
	"base-sepolia":       "eip155:84532",
	"celo":               "eip155:42220",
	"celo-sepolia":       "eip155:11142220",
	"educhain":           "eip155:41923",
	"ethereum":           "eip155:1",
	"flare":              "eip155:14",
	"iotex":              "eip155:4689",
	"megaeth":            "eip155:4326",
	"monad":              "eip155:143",
	"monad-testnet":      "eip155:10143",
	"peaq":               "eip155:3338",
	"polygon":            "eip155:137",
	"polygon-amoy":       "eip155:80002",
	"radius":             "eip155:723487",
	"radius-testnet":     "eip155:72344",
	"sei":                "eip155:1329",
	"sei-testnet":        "eip155:1328",
	"sepolia":            "eip155:11155111",
	"skale-base-sepolia": "eip155:324705682",
	"solana":             "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
	"solana-devnet":      "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
	"solana-testnet":     "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z",
	"stable":             "eip155:988",
	"stable-testnet":     "eip155:2201",
	"story":              "eip155:1514",
	"xdc":                "eip155:50",
	"xrpl-evm":           "eip155:1440000",
}

var byIdentifier = map[string]string{}

var (
	evm   = regexp.MustCompile(`^eip155:(0|[1-9][0-9]{0,19})$`)
	other = regexp.MustCompile(`^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$`)
)

type object = map[string]any

func network(input json.RawMessage) (any, error) {
	var given struct{ Name, Caip2 *string }
	if err := json.Unmarshal(input, &given); err != nil {
		return nil, err
	}
	notNetwork := object{"err": object{"kind": "not-network"}}
	if given.Name != nil {
		if identifier, found := names[*given.Name]; found {
			return object{"name": *given.Name, "caip2": identifier}, nil
		}
		return notNetwork, nil
	}
	identifier := *given.Caip2
	if strings.HasPrefix(identifier, "eip155:") {
		reference := strings.TrimPrefix(identifier, "eip155:")
		if _, err := strconv.ParseUint(reference, 10, 64); err != nil || !evm.MatchString(identifier) {
			return notNetwork, nil
		}
	} else if !other.MatchString(identifier) {
		return notNetwork, nil
	}
	if name, found := byIdentifier[identifier]; found {
		return object{"name": name, "caip2": identifier}, nil
	}
	return object{"caip2": identifier}, nil
}

// Put your implementation here: an operation, and the function that answers it.
var operations = map[string]func(json.RawMessage) (any, error){"network": network}

func main() {
	for name, identifier := range names {
		byIdentifier[identifier] = name
	}
	lines := bufio.NewReader(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 {
			return
		}
		var question struct {
			ID    string
			Op    string
			Input json.RawMessage
		}
		if err = json.Unmarshal(line, &question); err != nil {
			log.Fatal(err)
		}
		answer := object{"id": question.ID}
		if operation, found := operations[question.Op]; !found {
			answer["skipped"] = "not written yet"
		} else if answer["result"], err = operation(question.Input); err != nil {
			log.Fatal(err)
		}
		if err = answers.Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}
