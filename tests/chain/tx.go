package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	errorsmod "cosmossdk.io/errors"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

const usualGas = 50_000_000

// txRequest is a transaction to sign with the key of a name. Transactions of one sender in one block
// are signed with sequences in a row, so after one that the ante handler refuses the rest fail too.
type txRequest struct {
	From string            `json:"from"`
	Msgs []json.RawMessage `json:"msgs"`
	Gas  uint64            `json:"gas"`
	Fee  string            `json:"fee"`
	Memo string            `json:"memo"`
}

// outcome is what became of a transaction or of a message of governance.
type outcome struct {
	Code      uint32            `json:"code"`
	Codespace string            `json:"codespace"`
	Log       string            `json:"log"`
	GasUsed   int64             `json:"gas_used"`
	GasWanted int64             `json:"gas_wanted"`
	Events    []event           `json:"events"`
	Responses []json.RawMessage `json:"responses"`
}

type event struct {
	Type       string      `json:"type"`
	Attributes [][2]string `json:"attributes"`
}

func eventsOf(events []abci.Event) []event {
	all := make([]event, 0, len(events))
	for _, one := range events {
		attributes := make([][2]string, 0, len(one.Attributes))
		for _, attribute := range one.Attributes {
			attributes = append(attributes, [2]string{attribute.Key, attribute.Value})
		}
		all = append(all, event{Type: one.Type, Attributes: attributes})
	}
	return all
}

func refusal(err error) outcome {
	codespace, code, log := errorsmod.ABCIInfo(err, true)
	return outcome{Code: code, Codespace: codespace, Log: log, Events: []event{}, Responses: []json.RawMessage{}}
}

func (c *chain) outcomeOf(result *abci.ExecTxResult) outcome {
	var data sdk.TxMsgData
	responses := []json.RawMessage{}
	if err := c.app.AppCodec().Unmarshal(result.Data, &data); err == nil {
		responses = c.responses(data.MsgResponses)
	}
	return outcome{
		Code:      result.Code,
		Codespace: result.Codespace,
		Log:       result.Log,
		GasUsed:   result.GasUsed,
		GasWanted: result.GasWanted,
		Events:    eventsOf(result.Events),
		Responses: responses,
	}
}

// responses are the answers of the messages, each with its `@type`.
func (c *chain) responses(anys []*codectypes.Any) []json.RawMessage {
	all := make([]json.RawMessage, 0, len(anys))
	for _, one := range anys {
		text, err := c.app.AppCodec().MarshalJSON(one)
		if err != nil {
			text = []byte(fmt.Sprintf("{\"@type\":%q}", one.TypeUrl))
		}
		all = append(all, text)
	}
	return all
}

func (c *chain) messages(texts []json.RawMessage) ([]sdk.Msg, error) {
	msgs := make([]sdk.Msg, 0, len(texts))
	for index, text := range texts {
		var msg sdk.Msg
		if err := c.app.AppCodec().UnmarshalInterfaceJSON(text, &msg); err != nil {
			return nil, fmt.Errorf("message %d: %w", index, err)
		}
		msgs = append(msgs, msg)
	}
	return msgs, nil
}

// signed are the transactions' bytes.
func (c *chain) signed(requests []txRequest) ([][]byte, error) {
	sent := map[string]uint64{}
	all := make([][]byte, 0, len(requests))
	for index, request := range requests {
		bytes, err := c.sign(request, sent[request.From])
		if err != nil {
			return nil, fmt.Errorf("transaction %d: %w", index, err)
		}
		sent[request.From]++
		all = append(all, bytes)
	}
	return all, nil
}

// sign makes the transaction that the sender sends after `before` others in this block.
func (c *chain) sign(request txRequest, before uint64) ([]byte, error) {
	config := c.app.TxConfig()
	builder := config.NewTxBuilder()
	msgs, err := c.messages(request.Msgs)
	if err != nil {
		return nil, err
	}
	if err := builder.SetMsgs(msgs...); err != nil {
		return nil, err
	}
	fee, err := sdk.ParseCoinsNormalized(request.Fee)
	if err != nil {
		return nil, fmt.Errorf("fee: %w", err)
	}
	gas := request.Gas
	if gas == 0 {
		gas = usualGas
	}
	builder.SetFeeAmount(fee)
	builder.SetGasLimit(gas)
	builder.SetMemo(request.Memo)

	key := accountKey(request.From)
	number, sequence, err := c.account(accountAddress(request.From))
	if err != nil {
		return nil, fmt.Errorf("%q cannot sign: %w", request.From, err)
	}
	sequence += before
	// The signature covers who signs how, so a signature without bytes is set first.
	unsigned := signing.SignatureV2{
		PubKey:   key.PubKey(),
		Data:     &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT},
		Sequence: sequence,
	}
	if err := builder.SetSignatures(unsigned); err != nil {
		return nil, err
	}
	data := authsigning.SignerData{
		ChainID:       c.id,
		AccountNumber: number,
		Sequence:      sequence,
		PubKey:        key.PubKey(),
		Address:       accountAddress(request.From).String(),
	}
	signature, err := clienttx.SignWithPrivKey(
		context.Background(), signing.SignMode_SIGN_MODE_DIRECT, data, builder, key, config, sequence)
	if err != nil {
		return nil, err
	}
	if err := builder.SetSignatures(signature); err != nil {
		return nil, err
	}
	return config.TxEncoder()(builder.GetTx())
}

func (c *chain) account(address sdk.AccAddress) (number, sequence uint64, err error) {
	if number, isNew := c.beginning.numbers[address.String()]; isNew {
		return number, 0, nil
	}
	account := c.app.AccountKeeper.GetAccount(c.committed(), address)
	if account == nil {
		return 0, 0, errors.New("nobody has sent it coins")
	}
	return account.GetAccountNumber(), account.GetSequence(), nil
}

// committed is the state after the last block. Genesis is committed together with the first one.
func (c *chain) committed() sdk.Context {
	if c.app.LastBlockHeight() == 0 {
		return c.app.NewContextLegacy(false, cmtproto.Header{})
	}
	return c.app.NewUncachedContext(true, cmtproto.Header{})
}

type simulateAnswer struct {
	GasUsed uint64 `json:"gas_used"`
}

// simulate is what a wallet asks before it sends. A refusal is an error.
func (c *chain) simulate(request txRequest) (simulateAnswer, error) {
	bytes, err := c.sign(request, 0)
	if err != nil {
		return simulateAnswer{}, err
	}
	info, _, err := c.app.Simulate(bytes)
	return simulateAnswer{GasUsed: info.GasUsed}, err
}
