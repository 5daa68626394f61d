//go:build next

package main

import (
	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"

	"github.com/CosmWasm/wasmd/app"
)

// newApp is wasmd 0.70 with a database in memory.
func newApp(of options, base func(*baseapp.BaseApp)) *app.WasmApp {
	return app.NewWasmApp(log.NewNopLogger(), dbm.NewMemDB(), false, of, nil,
		base, baseapp.SetPruning(pruningtypes.NewCustomPruningOptions(10, 100)))
}
