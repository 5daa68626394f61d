//go:build !next

package main

import (
	"cosmossdk.io/log"
	pruningtypes "cosmossdk.io/store/pruning/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"

	"github.com/CosmWasm/wasmd/app"
)

// newApp is wasmd 0.61 with a database in memory. Old versions are pruned within a block: an iterator of
// that database holds a lock that a pruner beside it would wait for, and the next iterator of the same
// contract for the pruner, for ever.
func newApp(of options, base func(*baseapp.BaseApp)) *app.WasmApp {
	return app.NewWasmApp(log.NewNopLogger(), dbm.NewMemDB(), nil, false, of, nil,
		base, baseapp.SetIAVLSyncPruning(true), baseapp.SetPruning(pruningtypes.NewCustomPruningOptions(10, 100)))
}
