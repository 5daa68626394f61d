package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/crypto"
)

const twoValidators = `{"init":{"chain_id":"test-1","denom":"uatom","height":10,"time":1667260800,
	"validators":[{"name":"val1","tokens":"1000000000","commission":"0.1"},{"name":"val2","tokens":"2000000000","commission":"0.1"}],
	"accounts":[{"name":"alice","coins":"1000000uatom"}]}}`

// told is the answers to some lines.
func told(t *testing.T, lines ...string) []map[string]json.RawMessage {
	t.Helper()
	var out strings.Builder
	input := ""
	for _, line := range lines {
		input += strings.ReplaceAll(line, "\n", " ") + "\n"
	}
	if err := serve(t.TempDir(), strings.NewReader(input), &out); err != nil {
		t.Fatal(err)
	}
	var answers []map[string]json.RawMessage
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var answer map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatalf("%q is no answer: %v", line, err)
		}
		answers = append(answers, answer)
	}
	if len(answers) != len(lines) {
		t.Fatalf("%d lines, %d answers", len(lines), len(answers))
	}
	return answers
}

func ok[T any](t *testing.T, answer map[string]json.RawMessage) (value T) {
	t.Helper()
	if answer["ok"] == nil {
		t.Fatalf("refused: %s", answer["error"])
	}
	if err := json.Unmarshal(answer["ok"], &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestADoubleSignCutsFivePercentOfThePowerAtItsHeight(t *testing.T) {
	alice, operator := accountAddress("alice").String(), operatorAddress("val2").String()
	answers := told(t,
		twoValidators,
		fmt.Sprintf(`{"block":{"seconds":6,"txs":[{"from":"alice","msgs":[{"@type":"/cosmos.staking.v1beta1.MsgDelegate",
			"delegator_address":%q,"validator_address":%q,"amount":{"denom":"uatom","amount":"1000000"}}]}]}}`, alice, operator),
		`{"block":{"seconds":6,"gov":[{"@type":"/cosmos.slashing.v1beta1.MsgUpdateParams","authority":"nobody"}]}}`,
		`{"block":{"seconds":6,"double_signs":[{"validator":"val2","height":11}]}}`,
		fmt.Sprintf(`{"query":{"path":"/cosmos.staking.v1beta1.Query/Delegation","data":{"delegator_addr":%q,"validator_addr":%q}}}`, alice, operator),
	)
	delegated := ok[blockAnswer](t, answers[1])
	if len(delegated.Txs) != 1 || delegated.Txs[0].Code != 0 || delegated.Txs[0].GasUsed < 100_000 {
		t.Fatalf("%+v", delegated.Txs)
	}
	if delegated.Height != 10 || delegated.Time != 1667260806 {
		t.Fatalf("block %d at %d", delegated.Height, delegated.Time)
	}
	if refused := ok[blockAnswer](t, answers[2]); len(refused.Gov) != 1 || refused.Gov[0].Code == 0 {
		t.Fatalf("a message of somebody else ran as governance: %+v", refused.Gov)
	}
	if slashed := ok[blockAnswer](t, answers[3]); slashed.Validators["val2"] != 0 || slashed.Validators["val1"] != 1000 {
		t.Fatalf("%+v", slashed.Validators)
	}
	type delegation struct {
		Response struct {
			Balance struct{ Amount string }
		} `json:"delegation_response"`
	}
	// The power of height 11 is that of genesis, as sets lag by two blocks: 5 % of 2,000 units are cut
	// from 2,001.
	if left := ok[delegation](t, answers[4]).Response.Balance.Amount; left != strconv.Itoa(1_000_000*(2001-100)/2001) {
		t.Fatalf("left %s", left)
	}
}

func TestMissedVotesJail(t *testing.T) {
	begin := strings.Replace(twoValidators, `"accounts"`,
		`"genesis":{"slashing":{"params":{"signed_blocks_window":"4"}}},"accounts"`, 1)
	lines := []string{begin}
	for range 9 {
		lines = append(lines, `{"block":{"seconds":6,"missed":["val1"]}}`)
	}
	jailed := 0
	for _, answer := range told(t, lines...)[1:] {
		for _, event := range ok[blockAnswer](t, answer).Events {
			if event.Type == "slash" {
				jailed++
			}
		}
	}
	if jailed != 1 {
		t.Fatalf("slashed %d times", jailed)
	}
}

func TestMintedCoinsAreSharedOutAndNewcomersCanSignAtOnce(t *testing.T) {
	alice, bob := accountAddress("alice").String(), accountAddress("bob").String()
	answers := told(t,
		twoValidators,
		`{"block":{"seconds":6}}`,
		`{"block":{"seconds":6,"minted":"3000uatom"}}`,
		fmt.Sprintf(`{"query":{"path":"/cosmos.distribution.v1beta1.Query/ValidatorOutstandingRewards","data":{"validator_address":%q}}}`,
			operatorAddress("val2").String()),
		`{"query":{"path":"/cosmos.bank.v1beta1.Query/SupplyOf","data":{"denom":"uatom"}}}`,
		fmt.Sprintf(`{"block":{"seconds":6,"welcome":["bob","alice","bob","carol"],"txs":[
			{"from":"carol","msgs":[{"@type":"/cosmos.distribution.v1beta1.MsgSetWithdrawAddress","delegator_address":%q,"withdraw_address":%q}]},
			{"from":"bob","msgs":[{"@type":"/cosmos.bank.v1beta1.MsgSend","from_address":%q,"to_address":%q,"amount":[{"denom":"uatom","amount":"1"}]}]}]}}`,
			accountAddress("carol").String(), alice, bob, alice),
	)
	type outstanding struct {
		Rewards struct{ Rewards []struct{ Amount string } }
	}
	// Two thirds of the power have two thirds of what is left after 2 % of tax.
	if shared := ok[outstanding](t, answers[3]).Rewards.Rewards; len(shared) != 1 || shared[0].Amount[:9] != "1959.9999" {
		t.Fatalf("%+v", shared)
	}
	type supply struct{ Amount struct{ Amount string } }
	if all := ok[supply](t, answers[4]).Amount.Amount; all != strconv.Itoa(3_000_000_000+1_000_000+3_000) {
		t.Fatalf("%s", all)
	}
	// Both have signed well; bob has nothing to send.
	if txs := ok[blockAnswer](t, answers[5]).Txs; txs[0].Code != 0 || txs[1].Codespace != "sdk" || txs[1].Code != 5 {
		t.Fatalf("%+v", txs)
	}
}

func TestBadInputIsAnsweredAndTheChainGoesOn(t *testing.T) {
	bad := []string{
		`nonsense`,
		`[]`,
		`{}`,
		`{"block":{},"query":{}}`,
		`{"dance":{}}`,
		`{"block":{"second":6}}`,
		`{"block":{"missed":["val9"]}}`,
		`{"block":{"minted":"much"}}`,
		`{"block":{"double_signs":[{"validator":"val1","height":99}]}}`,
		`{"block":{"double_signs":[{"validator":"val1","height":1}]}}`,
		`{"block":{"txs":[{"from":"nobody","msgs":[]}]}}`,
		`{"block":{"txs":[{"from":"alice","msgs":[{"@type":"/no.such.Msg"}]}]}}`,
		`{"block":{"txs":[{"from":"alice","msgs":[],"fee":"much"}]}}`,
		`{"query":{"path":"staking","data":{}}}`,
		`{"query":{"path":"/cosmos.staking.v1beta1.Query/Nothing","data":{}}}`,
		`{"query":{"path":"/cosmos.staking.v1beta1.Query/Validator","data":{"validator":"x"}}}`,
		`{"query":{"path":"/cosmos.staking.v1beta1.Query/Validator","data":{"validator_addr":"x"}}}`,
		twoValidators,
	}
	lines := append([]string{`{"block":{"seconds":6}}`, `{"init":{}}`, `{"init":{"chain_id":"x"}}`, twoValidators}, bad...)
	answers := told(t, append(lines, `{"block":{"seconds":6}}`)...)
	for index, answer := range answers {
		wanted := index == 3 || index == len(answers)-1
		if (answer["ok"] != nil) != wanted {
			t.Errorf("%s: %s %s", append(lines, "the last block")[index], answer["ok"], answer["error"])
		}
	}
	if last := ok[blockAnswer](t, answers[len(answers)-1]); last.Height != 10 {
		t.Fatalf("bad input made %d blocks", last.Height-10)
	}
}

func TestASetChangesTwoBlocksLater(t *testing.T) {
	key := func(b byte) cmtproto.PublicKey {
		return cmtproto.PublicKey{Sum: &cmtproto.PublicKey_Ed25519{Ed25519: []byte{b}}}
	}
	first, second := consensusAddressOf(key(1)), consensusAddressOf(key(2))
	var sets validatorSets
	sets.begin(5, []abci.ValidatorUpdate{{PubKey: key(1), Power: 7}})
	sets.made([]abci.ValidatorUpdate{{PubKey: key(1), Power: 0}, {PubKey: key(2), Power: 3}})
	if sets.at(4) != nil || sets.at(8) != nil {
		t.Fatal("sets of heights that were not")
	}
	if sets.at(5)[first] != 7 || sets.at(6)[first] != 7 || sets.at(6)[second] != 0 {
		t.Fatal("changed too early")
	}
	if sets.at(7)[second] != 3 || len(sets.at(7)) != 1 || sets.at(7).total() != 3 {
		t.Fatal("not changed")
	}
}
