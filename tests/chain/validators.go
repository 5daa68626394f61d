package main

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/crypto"
)

// set is the validators of one height and their powers, by consensus address.
type set map[string]int64

func (s set) total() (sum int64) {
	for _, power := range s {
		sum += power
	}
	return sum
}

// ordered is by address, so that the same set gives the same block on every run.
func (s set) ordered() []string {
	return slices.SortedFunc(maps.Keys(s), func(a, b string) int {
		return bytes.Compare([]byte(a), []byte(b))
	})
}

// validatorSets are the sets of all heights, as CometBFT keeps them: what a block changes holds two
// blocks later.
type validatorSets struct {
	first int64
	from  []set
}

func (v *validatorSets) begin(height int64, initial []abci.ValidatorUpdate) {
	genesis := updated(set{}, initial)
	v.first, v.from = height, []set{genesis, genesis}
}

// at is the set that votes on a block of this height; nil before the first one.
func (v *validatorSets) at(height int64) set {
	index := height - v.first
	if index < 0 || index >= int64(len(v.from)) {
		return nil
	}
	return v.from[index]
}

// made takes the changes of the next block in order.
func (v *validatorSets) made(updates []abci.ValidatorUpdate) {
	newest := v.from[len(v.from)-1]
	if len(updates) > 0 {
		newest = updated(newest, updates)
	}
	v.from = append(v.from, newest)
}

func updated(old set, updates []abci.ValidatorUpdate) set {
	changed := maps.Clone(old)
	for _, update := range updates {
		if address := consensusAddressOf(update.PubKey); update.Power > 0 {
			changed[address] = update.Power
		} else {
			delete(changed, address)
		}
	}
	return changed
}

// consensusAddressOf is the first 20 bytes of the key's hash; validators have ed25519 keys alone.
func consensusAddressOf(key cmtproto.PublicKey) string {
	sum := sha256.Sum256(key.GetEd25519())
	return string(sum[:20])
}
