package main

import (
	"fmt"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/CosmWasm/wasmd/app"
)

// chain is the application with what consensus would remember of it.
type chain struct {
	app  *app.WasmApp
	id   string
	sets validatorSets
	// last is the last block made, or genesis.
	last blockMark
	// marks are time and height of every block, for evidence.
	marks map[int64]time.Time
	// names of validators by consensus address.
	names map[string]string
	// keyless are operators whose keys nobody has.
	keyless map[string]bool
	// proposals are the messages that the block being made runs as governance, and what became of them.
	proposals []sdk.Msg
	passed    []outcome
	// beginning is what the block being made begins with.
	beginning beginning
	// seen is the state that was asked last.
	seen *view
	// halted says why no further block can be made.
	halted error
}

type blockMark struct {
	height int64
	time   time.Time
}

type options map[string]any

func (o options) Get(name string) any { return o[name] }

// begin makes the application and its genesis.
func begin(home string, request initRequest) (*chain, initAnswer, error) {
	if err := request.check(); err != nil {
		return nil, initAnswer{}, err
	}
	wasmd := newApp(options{flags.FlagHome: home}, baseapp.SetChainID(request.ChainID))
	c := &chain{app: wasmd, id: request.ChainID, marks: map[int64]time.Time{}, names: map[string]string{}, keyless: map[string]bool{}}
	wasmd.SetBeginBlocker(c.beginBlock)
	wasmd.SetEndBlocker(c.endBlock)
	if err := wasmd.LoadLatestVersion(); err != nil {
		return nil, initAnswer{}, err
	}
	state, err := c.genesis(request)
	if err != nil {
		return nil, initAnswer{}, err
	}
	begun := initChain(request, state)
	response, err := c.initChain(begun)
	if err != nil {
		return nil, initAnswer{}, err
	}
	c.sets.begin(request.Height, response.Validators)
	c.last = blockMark{height: request.Height - 1, time: begun.Time}
	return c, c.introduce(request), nil
}

// initChain turns the panics of a genesis that a module refuses into errors.
func (c *chain) initChain(request *abci.RequestInitChain) (response *abci.ResponseInitChain, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("genesis is refused: %v", cause)
		}
	}()
	return c.app.InitChain(request)
}

func (c *chain) introduce(request initRequest) initAnswer {
	answer := initAnswer{Validators: map[string]addresses{}, Accounts: map[string]addresses{}}
	for _, validator := range request.Validators {
		answer.Validators[validator.Name] = addressesOf(validator.Name)
		c.names[string(consensusAddress(validator.Name))] = validator.Name
		if operator, err := validator.operator(); err == nil && validator.Operator != "" {
			answer.Validators[validator.Name] = addressesWith(validator.Name, operator)
			c.keyless[string(operator)] = true
		}
	}
	for _, account := range request.Accounts {
		answer.Accounts[account.Name] = addressesOf(account.Name)
	}
	return answer
}

func sortedKeys[V any](of map[string]V) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
