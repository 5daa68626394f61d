//go:build next

package main

import (
	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"

	"github.com/CosmWasm/wasmd/app"
)

// newApp is wasmd 0.70 with a database in memory. Old versions are pruned within a block: an iterator of
// that database holds a lock that a pruner beside it would wait for, and the next iterator of the same
// contract for the pruner, for ever.
func newApp(of options, base func(*baseapp.BaseApp)) *app.WasmApp {
	return app.NewWasmApp(log.NewNopLogger(), dbm.NewMemDB(), false, of, nil,
		base, baseapp.SetIAVLSyncPruning(true), baseapp.SetPruning(pruningtypes.NewCustomPruningOptions(10, 100)))
}
