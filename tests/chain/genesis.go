package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	sdkmath "cosmossdk.io/math"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

// initRequest is how a chain begins. What is left out stays as the SDK has it, but inflation, which
// is nothing: it would be a share of the faucet's coins.
type initRequest struct {
	ChainID string `json:"chain_id"`
	// Denom is the staking coin.
	Denom string `json:"denom"`
	// Height is the first block's.
	Height int64 `json:"height"`
	// Time is genesis time in seconds since 1970.
	Time       int64              `json:"time"`
	Validators []genesisValidator `json:"validators"`
	Accounts   []genesisAccount   `json:"accounts"`
	// Genesis is merged into the modules' default genesis, by module name.
	Genesis map[string]any `json:"genesis"`
	// MaxEvidenceAge is that of consensus: evidence older by both is ignored.
	MaxEvidenceAge evidenceAge `json:"max_evidence_age"`
}

type genesisValidator struct {
	Name string `json:"name"`
	// Operator is its operator's address if that shall not be the one of its name's key. Nobody has the
	// key of such an operator; its messages are run with those of governance.
	Operator string `json:"operator"`

	Tokens sdkmath.Int `json:"tokens"`
	// Shares are more than the tokens if it was slashed before; as many if left out.
	Shares              *sdkmath.LegacyDec `json:"shares"`
	Commission          sdkmath.LegacyDec  `json:"commission"`
	MaxCommission       sdkmath.LegacyDec  `json:"max_commission"`
	MaxCommissionChange sdkmath.LegacyDec  `json:"max_commission_change"`
	// SignsSince is the height from which it signs blocks, so far without a miss; genesis if left out.
	// It may be negative: nobody is jailed for downtime before a whole window from it has passed.
	SignsSince *int64 `json:"signs_since"`
	// Balance is what its operator holds beside its stake.
	Balance string `json:"balance"`
}

type genesisAccount struct {
	Name  string `json:"name"`
	Coins string `json:"coins"`
}

type evidenceAge struct {
	Seconds int64 `json:"seconds"`
	Blocks  int64 `json:"blocks"`
}

type initAnswer struct {
	Validators map[string]addresses `json:"validators"`
	Accounts   map[string]addresses `json:"accounts"`
}

func (r *initRequest) check() error {
	if r.ChainID == "" {
		return errors.New("init needs a chain_id")
	}
	if err := sdk.ValidateDenom(r.Denom); err != nil {
		return fmt.Errorf("init needs a denom: %w", err)
	}
	if len(r.Validators) == 0 {
		return errors.New("init needs a validator")
	}
	names := map[string]bool{}
	for _, validator := range r.Validators {
		if names[validator.Name] {
			return fmt.Errorf("two validators are called %q", validator.Name)
		}
		names[validator.Name] = true
		if validator.Tokens.IsNil() || !validator.Tokens.IsPositive() {
			return fmt.Errorf("validator %q has no tokens", validator.Name)
		}
	}
	r.Height = max(r.Height, 1)
	if r.MaxEvidenceAge == (evidenceAge{}) {
		r.MaxEvidenceAge = evidenceAge{Seconds: 2 * 24 * 60 * 60, Blocks: 100_000}
	}
	return nil
}

// genesis is the modules' default one with validators, accounts and the request's own changes.
func (c *chain) genesis(request initRequest) ([]byte, error) {
	codec := c.app.AppCodec()
	state := c.app.DefaultGenesis()

	staking := stakingtypes.DefaultGenesisState()
	staking.Params.BondDenom = request.Denom
	balances := map[string]sdk.Coins{}
	staked := sdkmath.ZeroInt()
	for _, validator := range request.Validators {
		record, delegation, err := validator.records()
		if err != nil {
			return nil, fmt.Errorf("validator %q: %w", validator.Name, err)
		}
		staking.Validators = append(staking.Validators, record)
		staking.Delegations = append(staking.Delegations, delegation)
		staked = staked.Add(validator.Tokens)
		if err := credit(balances, validator.Name, validator.Balance); err != nil {
			return nil, err
		}
	}
	for _, account := range request.Accounts {
		if err := credit(balances, account.Name, account.Coins); err != nil {
			return nil, err
		}
	}
	state[stakingtypes.ModuleName] = codec.MustMarshalJSON(staking)

	// Validators begin unbonded and are bonded in the first set, as after any genesis of gentxs.
	bank := banktypes.DefaultGenesisState()
	bank.Balances = []banktypes.Balance{{
		Address: authtypes.NewModuleAddress(stakingtypes.NotBondedPoolName).String(),
		Coins:   sdk.NewCoins(sdk.NewCoin(request.Denom, staked)),
	}}
	accounts := []authtypes.GenesisAccount{}
	for _, name := range sortedKeys(balances) {
		address := accountAddress(name)
		accounts = append(accounts, authtypes.NewBaseAccount(address, nil, 0, 0))
		bank.Balances = append(bank.Balances, banktypes.Balance{Address: address.String(), Coins: balances[name]})
	}
	bank.Supply = nil // the sum of the balances
	state[banktypes.ModuleName] = codec.MustMarshalJSON(bank)
	state[authtypes.ModuleName] = codec.MustMarshalJSON(authtypes.NewGenesisState(authtypes.DefaultParams(), accounts))

	slashing := slashingtypes.DefaultGenesisState()
	for _, validator := range request.Validators {
		if validator.SignsSince != nil {
			slashing.SigningInfos = append(slashing.SigningInfos, validator.signingInfo())
		}
	}
	state[slashingtypes.ModuleName] = codec.MustMarshalJSON(slashing)

	mint := minttypes.DefaultGenesisState()
	none := sdkmath.LegacyZeroDec()
	mint.Minter.Inflation = none
	mint.Params.InflationMin, mint.Params.InflationMax, mint.Params.InflationRateChange = none, none, none
	mint.Params.MintDenom = request.Denom
	state[minttypes.ModuleName] = codec.MustMarshalJSON(mint)

	whole, err := json.Marshal(state)
	if err != nil {
		return nil, err
	}
	return merged(whole, request.Genesis)
}

func (v genesisValidator) records() (stakingtypes.Validator, stakingtypes.Delegation, error) {
	public, err := codectypes.NewAnyWithValue(consensusKey(v.Name).PubKey())
	if err != nil {
		return stakingtypes.Validator{}, stakingtypes.Delegation{}, err
	}
	shares := sdkmath.LegacyNewDecFromInt(v.Tokens)
	if v.Shares != nil {
		shares = *v.Shares
	}
	operator, err := v.operator()
	if err != nil {
		return stakingtypes.Validator{}, stakingtypes.Delegation{}, err
	}
	validator := stakingtypes.Validator{
		OperatorAddress:   operator.String(),
		ConsensusPubkey:   public,
		Status:            stakingtypes.Unbonded,
		Tokens:            v.Tokens,
		DelegatorShares:   shares,
		Description:       stakingtypes.Description{Moniker: v.Name},
		UnbondingTime:     time.Unix(0, 0).UTC(),
		Commission:        stakingtypes.NewCommission(orZero(v.Commission), orZero(v.MaxCommission), orZero(v.MaxCommissionChange)),
		MinSelfDelegation: sdkmath.OneInt(),
	}
	return validator, stakingtypes.NewDelegation(sdk.AccAddress(operator).String(), operator.String(), shares), nil
}

func (v genesisValidator) operator() (sdk.ValAddress, error) {
	if v.Operator == "" {
		return operatorAddress(v.Name), nil
	}
	return sdk.ValAddressFromBech32(v.Operator)
}

func (v genesisValidator) signingInfo() slashingtypes.SigningInfo {
	address := consensusAddress(v.Name)
	since := time.Unix(0, 0).UTC()
	info := slashingtypes.NewValidatorSigningInfo(address, *v.SignsSince, 0, since, false, 0)
	return slashingtypes.SigningInfo{Address: address.String(), ValidatorSigningInfo: info}
}

func orZero(rate sdkmath.LegacyDec) sdkmath.LegacyDec {
	if rate.IsNil() {
		return sdkmath.LegacyZeroDec()
	}
	return rate
}

func credit(balances map[string]sdk.Coins, name, text string) error {
	if name == "" {
		return errors.New("an account without a name")
	}
	coins, err := sdk.ParseCoinsNormalized(text)
	if err != nil {
		return fmt.Errorf("the coins of %q: %w", name, err)
	}
	balances[name] = balances[name].Add(coins...)
	return nil
}

// merged is the genesis with objects changed key by key and everything else replaced.
func merged(genesis []byte, changes map[string]any) ([]byte, error) {
	var state map[string]any
	decoder := json.NewDecoder(bytes.NewReader(genesis))
	decoder.UseNumber()
	if err := decoder.Decode(&state); err != nil {
		return nil, err
	}
	for module, change := range changes {
		if _, known := state[module]; !known {
			return nil, fmt.Errorf("genesis: there is no module %q", module)
		}
		state[module] = changed(state[module], change)
	}
	return json.Marshal(state)
}

func changed(old, change any) any {
	fields, isObject := change.(map[string]any)
	before, wasObject := old.(map[string]any)
	if !isObject || !wasObject {
		return change
	}
	for key, value := range fields {
		before[key] = changed(before[key], value)
	}
	return before
}

func consensusParams(age evidenceAge) *cmtproto.ConsensusParams {
	return &cmtproto.ConsensusParams{
		Block: &cmtproto.BlockParams{MaxBytes: 22_020_096, MaxGas: -1},
		Evidence: &cmtproto.EvidenceParams{
			MaxAgeNumBlocks: age.Blocks,
			MaxAgeDuration:  time.Duration(age.Seconds) * time.Second,
			MaxBytes:        1_048_576,
		},
		Validator: &cmtproto.ValidatorParams{PubKeyTypes: []string{"ed25519"}},
		Abci:      &cmtproto.ABCIParams{},
	}
}

func initChain(request initRequest, state []byte) *abci.RequestInitChain {
	return &abci.RequestInitChain{
		ChainId:         request.ChainID,
		Time:            time.Unix(request.Time, 0).UTC(),
		InitialHeight:   request.Height,
		ConsensusParams: consensusParams(request.MaxEvidenceAge),
		AppStateBytes:   state,
	}
}
