// A testee in Go, to begin with: `network`, `decode` of a settlement, and the rest skipped.
// What the lines are: docs/operations.md.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"math/big"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
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

// Names that are read and never written (U-44).
var readOnly = map[string]string{
	"robinhood":  "eip155:4663",
	"skale-base": "eip155:1187947933",
	"xlayer":     "eip155:196",
}

var byIdentifier = map[string]string{}

var (
	evm   = regexp.MustCompile(`^eip155:(0|[1-9][0-9]{0,19})$`)
	other = regexp.MustCompile(`^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$`)
)

type object = map[string]any

func isIdentifier(text string) bool {
	if !strings.HasPrefix(text, "eip155:") {
		return other.MatchString(text)
	}
	_, err := strconv.ParseUint(strings.TrimPrefix(text, "eip155:"), 10, 64)
	return err == nil && evm.MatchString(text)
}

func network(input json.RawMessage) (any, error) {
	var given struct{ Name, Caip2 *string }
	if err := json.Unmarshal(input, &given); err != nil {
		return nil, err
	}
	notNetwork := object{"err": object{"kind": "not-network"}}
	if given.Name != nil {
		if identifier, found := readOnly[*given.Name]; found {
			return object{"caip2": identifier}, nil
		}
		if identifier, found := names[*given.Name]; found {
			return object{"name": *given.Name, "caip2": identifier}, nil
		}
		return notNetwork, nil
	}
	identifier := *given.Caip2
	if !isIdentifier(identifier) {
		return notNetwork, nil
	}
	if name, found := byIdentifier[identifier]; found {
		return object{"name": name, "caip2": identifier}, nil
	}
	return object{"caip2": identifier}, nil
}

var (
	decimal  = regexp.MustCompile(`^(0|[1-9][0-9]{0,77})$`)
	escaped  = regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	halfPair = regexp.MustCompile(`\\u[dD][89a-fA-F]`)
)

// unique fails where a member stands twice in an object of a JSON text, which encoding/json does not notice.
func unique(tokens *json.Decoder) error {
	token, err := tokens.Token()
	if err != nil || token != json.Delim('{') && token != json.Delim('[') {
		return err
	}
	seen := map[string]bool{}
	for tokens.More() {
		if token == json.Delim('{') {
			name, err := tokens.Token()
			if err != nil {
				return err
			}
			if seen[name.(string)] {
				return errors.New(name.(string) + " stands twice")
			}
			seen[name.(string)] = true
		}
		if err := unique(tokens); err != nil {
			return err
		}
	}
	_, err = tokens.Token()
	return err
}

func text(member json.RawMessage) (string, bool) {
	var read *string
	err := json.Unmarshal(member, &read)
	if err != nil || read == nil {
		return "", false
	}
	return *read, true
}

func checkSettlement(given []byte) error {
	// encoding/json puts U+FFFD in the place of what is no UTF-8.
	if !utf8.Valid(given) || !json.Valid(given) || halfPair.Match(escaped.ReplaceAll(given, []byte(" "))) {
		return errors.New("not JSON")
	}
	tokens := json.NewDecoder(bytes.NewReader(given))
	tokens.UseNumber()
	if err := unique(tokens); err != nil {
		return err
	}
	// A map, because the members of a struct are found in any letter case.
	var read map[string]json.RawMessage
	if err := json.Unmarshal(given, &read); err != nil || read == nil {
		return errors.New("not an object")
	}
	success := string(read["success"])
	if success != "true" && success != "false" {
		return errors.New("success")
	}
	if _, is := text(read["transaction"]); !is {
		return errors.New("transaction")
	}
	for _, name := range []string{"errorReason", "payer", "amount"} {
		if _, is := text(read[name]); read[name] != nil && string(read[name]) != "null" && !is {
			return errors.New(name)
		}
	}
	var extensions map[string]json.RawMessage
	if read["extensions"] != nil && json.Unmarshal(read["extensions"], &extensions) != nil {
		return errors.New("extensions")
	}
	if amount, _ := text(read["amount"]); amount != "" {
		value, _ := new(big.Int).SetString(amount, 10)
		if !decimal.MatchString(amount) || value.BitLen() > 256 {
			return errors.New("amount")
		}
	}
	where, is := text(read["network"])
	if read["network"] != nil && !is || where == "" && success == "true" {
		return errors.New("network")
	}
	// What has no colon is a name of V1, known or not.
	if strings.Contains(where, ":") && !isIdentifier(where) {
		return errors.New("network")
	}
	return nil
}

func decode(input json.RawMessage) (any, error) {
	var given struct {
		Kind, Profile string
		Text          *string
		Header        struct{ Name, Value string }
	}
	if err := json.Unmarshal(input, &given); err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(strings.ToLower(given.Header.Name), "x-")
	isText := given.Kind == "settlement" && given.Text != nil
	if given.Profile == "lenient" || name != "payment-response" && !isText {
		return nil, nil
	}
	var read []byte
	if isText {
		read = []byte(*given.Text)
	} else {
		var err error
		read, err = base64.StdEncoding.DecodeString(given.Header.Value)
		if err != nil || base64.StdEncoding.EncodeToString(read) != given.Header.Value {
			return object{"err": "base64"}, nil
		}
	}
	if err := checkSettlement(read); err != nil {
		return object{"err": err.Error()}, nil
	}
	return object{"ok": json.RawMessage(read)}, nil
}

// Put your implementation here: an operation, and the function that answers it, with nil where it does not.
var operations = map[string]func(json.RawMessage) (any, error){"network": network, "decode": decode}

func main() {
	for name, identifier := range names {
		byIdentifier[identifier] = name
	}
	lines := bufio.NewReader(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	// Who answers: the name and version of your implementation.
	testee := object{"name": "skeleton", "language": "Go", "operations": []string{"network", "decode"}}
	if err := answers.Encode(object{"testee": testee}); err != nil {
		log.Fatal(err)
	}
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
		answer := object{"id": question.ID, "skipped": "not written yet"}
		if operation, found := operations[question.Op]; found {
			result, err := operation(question.Input)
			if err != nil {
				log.Fatal(err)
			}
			if result != nil {
				answer = object{"id": question.ID, "result": result}
			}
		}
		if err = answers.Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}
