package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
)

type blockRequest struct {
	// Seconds is how much later than the block before it this block is.
	Seconds uint32      `json:"seconds"`
	Txs     []txRequest `json:"txs"`
	// Missed are the validators whose votes for the block before are missing.
	Missed      []string     `json:"missed"`
	DoubleSigns []doubleSign `json:"double_signs"`
	// Gov are messages run at the end of the block with governance as their authority, as those of a
	// proposal are whose voting ends with this block. Each one stands alone. Messages of operators whose
	// keys nobody has are run here too.
	Gov []json.RawMessage `json:"gov"`
	// Minted are coins that x/mint would make as the block begins, shared out in it as fees are.
	Minted string `json:"minted"`
	// Welcome are names that have an account from the block's begin on, with or without coins.
	Welcome []string `json:"welcome"`
}

// beginning is what happens before the modules begin a block.
type beginning struct {
	minted sdk.Coins
	// newcomers are accounts to be made, in order, and the numbers they will have.
	newcomers []sdk.AccAddress
	numbers   map[string]uint64
}

// doubleSign is evidence that a validator signed twice. Time and power are those of the height
// unless given.
type doubleSign struct {
	Validator string `json:"validator"`
	Height    int64  `json:"height"`
	Time      *int64 `json:"time"`
	Power     *int64 `json:"power"`
}

type blockAnswer struct {
	Height int64     `json:"height"`
	Time   int64     `json:"time"`
	Txs    []outcome `json:"txs"`
	Gov    []outcome `json:"gov"`
	// Events are those of the block's begin and end.
	Events []event `json:"events"`
	// Validators is the set two blocks later, by name or consensus address.
	Validators map[string]int64 `json:"validators"`
}

// block makes one and commits it.
func (c *chain) block(request blockRequest) (blockAnswer, error) {
	if c.halted != nil {
		return blockAnswer{}, fmt.Errorf("the chain halted: %w", c.halted)
	}
	var err error
	if c.beginning, err = c.prepare(request); err != nil {
		return blockAnswer{}, err
	}
	proposal, err := c.propose(request)
	if err != nil {
		return blockAnswer{}, err
	}
	if c.proposals, err = c.messages(request.Gov); err != nil {
		return blockAnswer{}, err
	}
	response, err := c.finalize(proposal)
	if err != nil {
		c.halted = err
		return blockAnswer{}, fmt.Errorf("the chain halts at height %d: %w", proposal.Height, err)
	}
	c.last = blockMark{height: proposal.Height, time: proposal.Time}
	c.marks[proposal.Height] = proposal.Time
	c.sets.made(response.ValidatorUpdates)
	next := c.sets.at(proposal.Height + 2)
	if len(next) == 0 {
		c.halted = errors.New("no validator is left")
	}
	answer := blockAnswer{
		Height:     proposal.Height,
		Time:       proposal.Time.Unix(),
		Txs:        []outcome{},
		Gov:        c.passed,
		Events:     eventsOf(response.Events),
		Validators: c.named(next),
	}
	for _, result := range response.TxResults {
		answer.Txs = append(answer.Txs, c.outcomeOf(result))
	}
	return answer, nil
}

// propose is what consensus would ask the application to execute.
func (c *chain) propose(request blockRequest) (*abci.RequestFinalizeBlock, error) {
	height := c.last.height + 1
	voters := c.sets.at(height - 1)
	misbehavior, err := c.misbehavior(request.DoubleSigns, height)
	if err != nil {
		return nil, err
	}
	votes, err := c.votes(voters, request.Missed)
	if err != nil {
		return nil, err
	}
	txs, err := c.signed(request.Txs)
	if err != nil {
		return nil, err
	}
	current := c.sets.at(height)
	return &abci.RequestFinalizeBlock{
		Height:             height,
		Time:               c.last.time.Add(time.Duration(request.Seconds) * time.Second),
		Txs:                txs,
		DecidedLastCommit:  abci.CommitInfo{Votes: votes},
		Misbehavior:        misbehavior,
		Hash:               blockHash(c.id, height),
		NextValidatorsHash: blockHash(c.id, -height),
		ProposerAddress:    []byte(current.ordered()[0]),
	}, nil
}

func blockHash(id string, height int64) []byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id), uint64(height)))
	return sum[:]
}

func (c *chain) votes(voters set, missed []string) ([]abci.VoteInfo, error) {
	absent := map[string]bool{}
	for _, name := range missed {
		address := string(consensusAddress(name))
		if c.names[address] == "" {
			return nil, fmt.Errorf("missed: there is no validator %q", name)
		}
		absent[address] = true
	}
	votes := []abci.VoteInfo{}
	for _, address := range voters.ordered() {
		flag := cmtproto.BlockIDFlagCommit
		if absent[address] {
			flag = cmtproto.BlockIDFlagAbsent
		}
		votes = append(votes, abci.VoteInfo{
			Validator:   abci.Validator{Address: []byte(address), Power: voters[address]},
			BlockIdFlag: flag,
		})
	}
	return votes, nil
}

func (c *chain) misbehavior(signs []doubleSign, height int64) ([]abci.Misbehavior, error) {
	all := []abci.Misbehavior{}
	for _, sign := range signs {
		address := string(consensusAddress(sign.Validator))
		if c.names[address] == "" {
			return nil, fmt.Errorf("double_signs: there is no validator %q", sign.Validator)
		}
		if sign.Height >= height {
			return nil, fmt.Errorf("double_signs: height %d is not before this block's, %d", sign.Height, height)
		}
		voters := c.sets.at(sign.Height)
		power, voted := voters[address]
		if sign.Power != nil {
			power, voted = *sign.Power, true
		}
		if !voted {
			return nil, fmt.Errorf("double_signs: %q was not in the set at height %d; give a power", sign.Validator, sign.Height)
		}
		at := c.marks[sign.Height]
		if sign.Time != nil {
			at = time.Unix(*sign.Time, 0).UTC()
		}
		all = append(all, abci.Misbehavior{
			Type:             abci.MisbehaviorType_DUPLICATE_VOTE,
			Validator:        abci.Validator{Address: []byte(address), Power: power},
			Height:           sign.Height,
			Time:             at,
			TotalVotingPower: voters.total(),
		})
	}
	return all, nil
}

// finalize executes and commits. A panic outside of a transaction would stop every node.
func (c *chain) finalize(request *abci.RequestFinalizeBlock) (response *abci.ResponseFinalizeBlock, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	c.passed = []outcome{}
	response, err = c.app.FinalizeBlock(request)
	if err != nil {
		return nil, err
	}
	_, err = c.app.Commit()
	return response, err
}

func (c *chain) prepare(request blockRequest) (beginning, error) {
	minted, err := sdk.ParseCoinsNormalized(request.Minted)
	if err != nil {
		return beginning{}, fmt.Errorf("minted: %w", err)
	}
	begins := beginning{minted: minted, numbers: map[string]uint64{}}
	// Transactions of the block sign with the numbers, so they are drawn before, in a state that is
	// dropped. SDK 0.54 draws them from the block, earlier ones count.
	draft, _ := c.committed().CacheContext()
	for _, name := range request.Welcome {
		address := accountAddress(name)
		_, twice := begins.numbers[address.String()]
		if twice || c.app.AccountKeeper.GetAccount(draft, address) != nil {
			continue
		}
		account := c.app.AccountKeeper.NewAccountWithAddress(draft, address)
		begins.numbers[address.String()] = account.GetAccountNumber()
		begins.newcomers = append(begins.newcomers, address)
	}
	return begins, nil
}

// beginBlock makes accounts and coins, then begins the block as the application does.
func (c *chain) beginBlock(ctx sdk.Context) (sdk.BeginBlock, error) {
	for _, address := range c.beginning.newcomers {
		account := c.app.AccountKeeper.NewAccountWithAddress(ctx, address)
		if err := account.SetAccountNumber(c.beginning.numbers[address.String()]); err != nil {
			return sdk.BeginBlock{}, err
		}
		c.app.AccountKeeper.SetAccount(ctx, account)
	}
	if !c.beginning.minted.IsZero() {
		if err := c.app.MintKeeper.MintCoins(ctx, c.beginning.minted); err != nil {
			return sdk.BeginBlock{}, err
		}
		if err := c.app.MintKeeper.AddCollectedFees(ctx, c.beginning.minted); err != nil {
			return sdk.BeginBlock{}, err
		}
	}
	return c.app.BeginBlocker(ctx)
}

// endBlock runs the messages of governance where x/gov runs those of proposals that passed, then
// ends the block as the application does.
func (c *chain) endBlock(ctx sdk.Context) (sdk.EndBlock, error) {
	for _, msg := range c.proposals {
		c.passed = append(c.passed, c.govern(ctx, msg))
	}
	c.proposals = nil
	return c.app.EndBlocker(ctx)
}

func (c *chain) govern(ctx sdk.Context, msg sdk.Msg) (result outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			result = refusal(fmt.Errorf("panic: %v", cause))
		}
	}()
	signers, _, err := c.app.AppCodec().GetMsgV1Signers(msg)
	if err != nil {
		return refusal(err)
	}
	authority := authtypes.NewModuleAddress(govtypes.ModuleName)
	for _, signer := range signers {
		if !slices.Equal(signer, authority) && !c.keyless[string(signer)] {
			return refusal(fmt.Errorf("the authority of %s is not governance, %s", sdk.MsgTypeURL(msg), authority))
		}
	}
	handler := c.app.MsgServiceRouter().Handler(msg)
	if handler == nil {
		return refusal(fmt.Errorf("no module answers %s", sdk.MsgTypeURL(msg)))
	}
	branch, write := ctx.CacheContext()
	done, err := handler(branch, msg)
	if err != nil {
		return refusal(err)
	}
	write()
	return outcome{Events: eventsOf(done.GetEvents().ToABCIEvents()), Responses: c.responses(done.MsgResponses)}
}

func (c *chain) named(of set) map[string]int64 {
	named := make(map[string]int64, len(of))
	for address, power := range of {
		name := c.names[address]
		if name == "" {
			name = sdk.ConsAddress(address).String()
		}
		named[name] = power
	}
	return named
}
