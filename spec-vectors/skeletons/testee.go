// A testee in Go, to begin with: `network`, `decode` of a settlement, `verify` but for signatures.
// The rest is skipped. What the lines are: docs/reference/operations. What the rulings say (C-1, B-2, E-2, …): docs/reference/rulings.
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
	"reflect"
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
	"xlayer":     "eip155:196",
	"skale-base": "eip155:1187947933",
	"robinhood":  "eip155:4663",
}

// The checks of `exact` by EIP-3009 in their order, and the reason if one fails (docs/reference/checks.md).
var reasons = map[string]string{
	"decode":             "invalid_payload",
	"offer":              "invalid_payment_requirements",
	"method":             "unsupported_scheme",
	"flow":               "unsupported_payment_flow",
	"payload":            "invalid_payload",
	"asset-address":      "invalid_payment_requirements",
	"domain":             "invalid_payment_requirements",
	"pay-to-address":     "invalid_payment_requirements",
	"payer-address":      "invalid_payload",
	"recipient":          "invalid_exact_evm_payload_recipient_mismatch",
	"amount":             "invalid_exact_evm_payload_authorization_value_mismatch",
	"charge":             "invalid_exact_evm_payload_authorization_value_mismatch",
	"valid-before":       "invalid_exact_evm_payload_authorization_valid_before",
	"expiry-margin":      "invalid_exact_evm_payload_authorization_valid_before",
	"valid-after":        "invalid_exact_evm_payload_authorization_valid_after",
	"window":             "invalid_exact_evm_payload_authorization_valid_before",
	"horizon":            "invalid_exact_evm_payload_authorization_valid_before",
	"extension-echo":     "extension_echo_mismatch",
	"policy":             "invalid_payload",
	"factory":            "eip6492_factory_not_allowed",
	"signature-form":     "invalid_exact_evm_payload_signature",
	"signature-range":    "invalid_exact_evm_payload_signature",
	"signature-low-s":    "invalid_exact_evm_payload_signature",
	"signer":             "invalid_exact_evm_payload_signature",
	"contract-signature": "invalid_exact_evm_payload_signature",
}

// The members of objects (docs/reference/tables.md): object, member, type, with a question mark if it may be absent.
var members = [][3]string{
	{"V2 accepted", "scheme", "string"},
	{"V2 accepted", "network", "string"},
	{"V2 accepted", "amount", "decimal"},
	{"V2 accepted", "asset", "string"},
	{"V2 accepted", "payTo", "string"},
	{"V2 accepted", "maxTimeoutSeconds", "integer"},
	{"V2 accepted", "extra", "object?"},
	{"V2 ResourceInfo", "url", "string"},
	{"V2 ResourceInfo", "description", "string?"},
	{"V2 ResourceInfo", "mimeType", "string?"},
	{"V2 ResourceInfo", "serviceName", "string?"},
	{"V2 ResourceInfo", "tags", "array?"},
	{"V2 ResourceInfo", "iconUrl", "string?"},
	{"V2 PaymentPayload", "x402Version", "integer"},
	{"V2 PaymentPayload", "resource", "object?"},
	{"V2 PaymentPayload", "accepted", "object"},
	{"V2 PaymentPayload", "payload", "object"},
	{"V2 PaymentPayload", "extensions", "object?"},
	{"payload of a V2 payment", "signature", "string"},
	{"payload of a V2 payment", "authorization", "object"},
	{"authorization of a V2 payment", "from", "string"},
	{"authorization of a V2 payment", "to", "string"},
	{"authorization of a V2 payment", "value", "decimal"},
	{"authorization of a V2 payment", "validAfter", "decimal"},
	{"authorization of a V2 payment", "validBefore", "decimal"},
	{"authorization of a V2 payment", "nonce", "string"},
}

var byIdentifier = map[string]string{}

// wholeHashes are Algorand's networks as the whole genesis hash, with the identifier, which is the beginning (G-1).
var wholeHashes = map[string]string{
	"algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=": "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k",
	"algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=": "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe",
}

var (
	evm   = regexp.MustCompile(`^eip155:(0|[1-9][0-9]{0,19})$`)
	other = regexp.MustCompile(`^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$`)
)

type object = map[string]any

// skipped is why a question is not answered.
type skipped string

func (why skipped) Error() string { return string(why) }

func isIdentifier(text string) bool {
	if wholeHashes[text] != "" {
		return true
	}
	if !strings.HasPrefix(text, "eip155:") {
		return other.MatchString(text)
	}
	_, err := strconv.ParseUint(strings.TrimPrefix(text, "eip155:"), 10, 64)
	return err == nil && evm.MatchString(text)
}

func network(input object) (any, error) {
	notNetwork := object{"err": object{"kind": "not-network"}}
	if name, is := input["name"].(string); is {
		if identifier, found := readOnly[name]; found {
			return object{"caip2": identifier}, nil
		}
		if identifier, found := names[name]; found {
			return object{"name": name, "caip2": identifier}, nil
		}
		return notNetwork, nil
	}
	identifier := input["caip2"].(string)
	if !isIdentifier(identifier) {
		return notNetwork, nil
	}
	if whole := wholeHashes[identifier]; whole != "" {
		identifier = whole
	}
	if name, found := byIdentifier[identifier]; found {
		return object{"name": name, "caip2": identifier}, nil
	}
	return object{"caip2": identifier}, nil
}

var (
	decimal  = regexp.MustCompile(`^(0|[1-9][0-9]{0,77})$`)
	issued   = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
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

// parse returns the value of a JSON text, with numbers as they are written, or why it is none (C-2 to C-4, C-16).
func parse(text []byte) (any, error) {
	// encoding/json puts U+FFFD in the place of what is no UTF-8.
	if !utf8.Valid(text) || !json.Valid(text) || halfPair.Match(escaped.ReplaceAll(text, []byte(" "))) {
		return nil, errors.New("not JSON")
	}
	if err := unique(numbersAsText(text)); err != nil {
		return nil, err
	}
	var value any
	err := numbersAsText(text).Decode(&value)
	return value, err
}

func numbersAsText(text []byte) *json.Decoder {
	tokens := json.NewDecoder(bytes.NewReader(text))
	tokens.UseNumber()
	return tokens
}

// headerText returns the text in a header, or why it is not in base64 (C-1).
func headerText(value string) ([]byte, error) {
	read, err := base64.StdEncoding.DecodeString(value)
	if err != nil || base64.StdEncoding.EncodeToString(read) != value {
		return nil, errors.New("base64")
	}
	return read, nil
}

func checkSettlement(text []byte) error {
	value, err := parse(text)
	read, isObject := value.(object)
	if err != nil || !isObject {
		return errors.New("not an object")
	}
	if !is[bool](read["success"]) {
		return errors.New("success")
	}
	if !is[string](read["transaction"]) {
		return errors.New("transaction")
	}
	for _, name := range []string{"errorReason", "payer", "amount"} {
		if read[name] != nil && !is[string](read[name]) {
			return errors.New(name)
		}
	}
	if read["extensions"] != nil && !is[object](read["extensions"]) {
		return errors.New("extensions")
	}
	where, isText := read["network"].(string)
	if amount := read["amount"]; amount != nil && amount != "" && !isDecimal(amount) {
		// Only the XRP Ledger has amounts with a point.
		if text, _ := amount.(string); !strings.HasPrefix(where, "xrpl:") || !isIssued(text) {
			return errors.New("amount")
		}
	}
	if _, there := read["network"]; there && !isText || where == "" && read["success"] == true {
		return errors.New("network")
	}
	// What has no colon is a name of V1, known or not.
	if strings.Contains(where, ":") && !isIdentifier(where) {
		return errors.New("network")
	}
	return nil
}

func decode(input object) (any, error) {
	header, _ := input["header"].(object)
	name, _ := header["name"].(string)
	isHeader := strings.TrimPrefix(strings.ToLower(name), "x-") == "payment-response"
	isSettlement := input["kind"] == "settlement" && input["text"] != nil
	if input["profile"] == "lenient" || !isHeader && !isSettlement {
		return nil, skipped("not written yet")
	}
	var read []byte
	if isSettlement {
		read = []byte(input["text"].(string))
	} else {
		var err error
		if read, err = headerText(header["value"].(string)); err != nil {
			return object{"err": err.Error()}, nil
		}
	}
	if err := checkSettlement(read); err != nil {
		return object{"err": err.Error()}, nil
	}
	return object{"ok": json.RawMessage(read)}, nil
}

func is[Type any](value any) bool {
	_, is := value.(Type)
	return is
}

// isDecimal is about digits in a string (C-6).
func isDecimal(value any) bool {
	text, is := value.(string)
	return is && decimal.MatchString(text) && number(text).BitLen() <= 256
}

// isIssued is about an amount of an issued currency of the XRP Ledger.
func isIssued(text string) bool {
	if !issued.MatchString(text) || len(text) > 128 {
		return false
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	counting := strings.TrimRight(digits, "0")
	// As m * 10^e, where m has 16 digits.
	exponent := len(digits) - len(fraction) - 16
	return len(counting) >= 1 && len(counting) <= 16 && exponent >= -96 && exponent <= 80
}

// isInteger is about a JSON number that fits 64 bits (C-5).
func isInteger(value any) bool {
	text, is := value.(json.Number)
	_, err := strconv.ParseUint(text.String(), 10, 64)
	return is && err == nil
}

// isAddress is about `0x` and 40 hexadecimal digits (E-3).
func isAddress(text string) bool {
	return address.MatchString(text)
}

// isAccount is about an address that is not zero (E-3).
func isAccount(text string) bool {
	return isAddress(text) && strings.Trim(text[2:], "0") != ""
}

func number(text string) *big.Int {
	value, _ := new(big.Int).SetString(text, 10)
	return value
}

var (
	address = regexp.MustCompile(`^0x[0-9a-fA-F]{40}$`)
	types   = map[string]func(any) bool{
		"string": is[string], "object": is[object], "array": is[[]any], "decimal": isDecimal, "integer": isInteger,
	}
	// What a member has to be besides (C-9, C-10, E-3 to E-5).
	forms = map[string]func(string) bool{
		"scheme":    func(text string) bool { return text != "" },
		"network":   isIdentifier,
		"from":      isAddress,
		"to":        isAddress,
		"nonce":     regexp.MustCompile(`^0x[0-9a-fA-F]{64}$`).MatchString,
		"signature": regexp.MustCompile(`^0x([0-9a-fA-F]{2})*$`).MatchString,
	}
)

// hasMembers says whether a value is an object with the members in a table. Null for an optional one is as absent (C-7,
// C-8).
func hasMembers(candidate any, table string) bool {
	value, is := candidate.(object)
	for _, row := range members {
		if row[0] != table || !is {
			continue
		}
		kind, isOptional := strings.TrimSuffix(row[2], "?"), strings.HasSuffix(row[2], "?")
		if value[row[1]] == nil {
			is = isOptional
		} else if form, has := forms[row[1]]; !types[kind](value[row[1]]) || has && !form(value[row[1]].(string)) {
			is = false
		}
	}
	return is
}

// readPayment returns the payment as JSON, or why there is none.
func readPayment(source object) (any, error) {
	if payment, is := source["json"]; is {
		return payment, nil
	}
	if text, is := source["text"].(string); is {
		return parse([]byte(text))
	}
	header, _ := source["header"].(object)
	name, _ := header["name"].(string)
	if name = strings.ToLower(name); name != "payment-signature" && name != "x-payment" {
		return nil, skipped("a payment from this source is not read yet")
	}
	text, err := headerText(header["value"].(string))
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func isPayment(value any) bool {
	payment, is := value.(object)
	return is && hasMembers(payment, "V2 PaymentPayload") && hasMembers(payment["accepted"], "V2 accepted") &&
		(payment["resource"] == nil || hasMembers(payment["resource"], "V2 ResourceInfo"))
}

func hasNumber(value any) bool {
	has := false
	switch value := value.(type) {
	case json.Number:
		return true
	case []any:
		for _, element := range value {
			has = has || hasNumber(element)
		}
	case object:
		for _, member := range value {
			has = has || hasNumber(member)
		}
	}
	return has
}

// contains says whether theirs has what ours has. It may have more members, and lack those that are null in ours (B-2).
func contains(theirs, ours any) bool {
	more, isObject := theirs.(object)
	fewer, areObjects := ours.(object)
	if !isObject || !areObjects {
		return reflect.DeepEqual(theirs, ours)
	}
	for name, value := range fewer {
		found, has := more[name]
		if has && !contains(found, value) || !has && value != nil {
			return false
		}
	}
	return true
}

// sameAddress says whether two texts are one address, in any letter case (B-2).
func sameAddress(theirs, ours string) bool {
	return theirs == ours || isAddress(theirs) && isAddress(ours) && strings.EqualFold(theirs, ours)
}

// answers says whether the client accepted this offer of ours (B-2).
func answers(accepted, offer object) bool {
	for _, name := range []string{"scheme", "network", "amount", "maxTimeoutSeconds"} {
		if accepted[name] != offer[name] {
			return false
		}
	}
	for _, name := range []string{"asset", "payTo"} {
		if !sameAddress(accepted[name].(string), offer[name].(string)) {
			return false
		}
	}
	return contains(extraOf(accepted), extraOf(offer))
}

func extraOf(offer object) object {
	extra, is := offer["extra"].(object)
	if !is {
		return object{}
	}
	return extra
}

// isEIP3009 returns whether the payment is of `exact` by EIP-3009, and of nothing that may change its verdict (B-4).
func isEIP3009(payment, offer object) bool {
	extra := extraOf(offer)
	method, has := extra["assetTransferMethod"]
	if !has {
		method, has = extraOf(payment["accepted"].(object))["assetTransferMethod"]
	}
	for name := range payment["payload"].(object) {
		if name != "authorization" && name != "signature" {
			return false
		}
	}
	_, hasFlow := extra["paymentFlow"]
	return offer["scheme"] == "exact" && (!has || method == "eip3009") && extra["name"] != "GatewayWalletBatched" && !hasFlow
}

// failedCheck returns the first check that fails, of those that need no cryptography (B-8), or nothing.
func failedCheck(payload, offer, input object) string {
	extra := extraOf(offer)
	isRead := hasMembers(payload, "payload of a V2 payment")
	if !isRead || !hasMembers(payload["authorization"], "authorization of a V2 payment") {
		return "payload"
	}
	signed := map[string]string{}
	for name, value := range payload["authorization"].(object) {
		signed[name], _ = value.(string)
	}
	asset, payTo := offer["asset"].(string), offer["payTo"].(string)
	after, before := number(signed["validAfter"]), number(signed["validBefore"])
	now := number(input["now"].(json.Number).String())
	later := func(time *big.Int, seconds int64) *big.Int { return new(big.Int).Add(time, big.NewInt(seconds)) }
	phase, isSettling := input["phase"].(object)
	// Our offer counts, and not what the client accepted (B-1).
	checks := []struct {
		name  string
		holds bool
	}{
		{"asset-address", isAccount(asset)},
		{"domain", is[string](extra["name"]) && is[string](extra["version"])}, // E-1
		{"pay-to-address", isAccount(payTo)},
		{"payer-address", isAccount(signed["from"])},
		{"recipient", sameAddress(signed["to"], payTo)},
		{"amount", signed["value"] == offer["amount"]}, // no less, and no more (B-7)
		{"charge", !isSettling || phase["settle"].(object)["amount"] == signed["value"]},
		{"valid-before", now.Cmp(before) < 0}, // E-2
		{"expiry-margin", later(now, 6).Cmp(before) <= 0},
		{"valid-after", after.Cmp(now) <= 0},
		{"window", later(after, 2).Cmp(before) <= 0},
	}
	for _, check := range checks {
		if !check.holds {
			return check.name
		}
	}
	return ""
}

// verifySignature returns the signer (E-1, E-6, E-8), and checks that the declared extensions are echoed (B-6).
func verifySignature(payment, offer, input object) (any, error) {
	return nil, skipped("the signature needs a library: put yours here")
}

func invalid(check, reason string) (any, error) {
	return object{"verdict": "invalid", "check": check, "reason": reason}, nil
}

var known = map[string]bool{
	"payment": true, "offers": true, "now": true, "phase": true, "facilitators": true, "facts": true,
	"declaredExtensions": true,
}

func verify(input object) (any, error) {
	for name := range input {
		if !known[name] {
			return nil, skipped("not written yet")
		}
	}
	read, err := readPayment(input["payment"].(object))
	if _, is := err.(skipped); is {
		return nil, err
	}
	payment, _ := read.(object)
	version := payment["x402Version"]
	if version == json.Number("1") {
		return nil, skipped("version 1 is not written yet")
	}
	if isInteger(version) && version != json.Number("2") {
		return invalid("decode", "invalid_x402_version")
	}
	accepted, _ := payment["accepted"].(object)
	if where, _ := accepted["network"].(string); strings.HasPrefix(where, "xrpl:") {
		return nil, skipped("amounts of issued currencies are not written yet (R-13)")
	}
	if err != nil || !isPayment(payment) {
		return invalid("decode", reasons["decode"])
	}
	var answered []object
	for _, offer := range input["offers"].([]any) {
		offer := offer.(object)
		if !evm.MatchString(offer["network"].(string)) {
			return nil, skipped("chains without EVM are not written yet")
		}
		if hasNumber(offer["extra"]) {
			return nil, skipped("numbers are not compared by value yet (C-16)")
		}
		if answers(payment["accepted"].(object), offer) {
			answered = append(answered, offer)
		}
	}
	if len(answered) == 0 {
		return invalid("offer", reasons["offer"])
	}
	if len(answered) > 1 || !isEIP3009(payment, answered[0]) {
		return nil, skipped("several offers, and other methods than EIP-3009, are not written yet")
	}
	if check := failedCheck(payment["payload"].(object), answered[0], input); check != "" {
		return invalid(check, reasons[check])
	}
	return verifySignature(payment, answered[0], input)
}

// Put your implementation here: an operation, and the function that answers it, or returns why it does not.
var operations = map[string]func(object) (any, error){"network": network, "decode": decode, "verify": verify}

func main() {
	for name, identifier := range names {
		byIdentifier[identifier] = name
	}
	lines := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	// Who answers: the name and version of your implementation.
	testee := object{"name": "skeleton", "language": "Go", "operations": []string{"network", "decode", "verify"}}
	if err := output.Encode(object{"testee": testee}); err != nil {
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
			Input object
		}
		if err = numbersAsText(line).Decode(&question); err != nil {
			log.Fatal(err)
		}
		answer := object{"id": question.ID, "skipped": "not written yet"}
		if operation, found := operations[question.Op]; found {
			result, err := operation(question.Input)
			if why, is := err.(skipped); is {
				answer["skipped"] = why
			} else if err != nil {
				log.Fatal(err)
			} else {
				answer = object{"id": question.ID, "result": result}
			}
		}
		if err = output.Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}
