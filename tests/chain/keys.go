package main

import (
	"crypto/sha256"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Keys come from names, so that the same names have the same addresses on every run. A validator's
// operator is the account of its name.

func accountKey(name string) cryptotypes.PrivKey {
	return secp256k1.GenPrivKeyFromSecret(seed("account", name))
}

func consensusKey(name string) cryptotypes.PrivKey {
	return ed25519.GenPrivKeyFromSecret(seed("consensus", name))
}

func seed(kind, name string) []byte {
	sum := sha256.Sum256([]byte("weir referee/" + kind + "/" + name))
	return sum[:]
}

func accountAddress(name string) sdk.AccAddress {
	return sdk.AccAddress(accountKey(name).PubKey().Address())
}

func operatorAddress(name string) sdk.ValAddress {
	return sdk.ValAddress(accountAddress(name))
}

func consensusAddress(name string) sdk.ConsAddress {
	return sdk.ConsAddress(consensusKey(name).PubKey().Address())
}

// addresses are all that a name can mean.
type addresses struct {
	Account   string `json:"account"`
	Operator  string `json:"operator"`
	Consensus string `json:"consensus"`
}

func addressesOf(name string) addresses {
	return addressesWith(name, operatorAddress(name))
}

func addressesWith(name string, operator sdk.ValAddress) addresses {
	return addresses{
		Account:   sdk.AccAddress(operator).String(),
		Operator:  operator.String(),
		Consensus: consensusAddress(name).String(),
	}
}

type accountsRequest struct {
	Names []string `json:"names"`
}

// accountsNamed needs no chain: names have addresses before it begins.
func accountsNamed(request accountsRequest) (map[string]addresses, error) {
	named := make(map[string]addresses, len(request.Names))
	for _, name := range request.Names {
		named[name] = addressesOf(name)
	}
	return named, nil
}
