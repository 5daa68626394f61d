package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// queryRequest is a gRPC query by its path, as "/cosmos.bank.v1beta1.Query/Balance", with the
// request as proto-JSON.
type queryRequest struct {
	Path string          `json:"path"`
	Data json.RawMessage `json:"data"`
}

func (c *chain) query(request queryRequest) (json.RawMessage, error) {
	method, err := methodOf(request.Path)
	if err != nil {
		return nil, err
	}
	input, err := message(method.Input())
	if err != nil {
		return nil, err
	}
	if len(request.Data) > 0 {
		if err := c.app.AppCodec().UnmarshalJSON(request.Data, input); err != nil {
			return nil, fmt.Errorf("the request is no %s: %w", method.Input().FullName(), err)
		}
	}
	data, err := c.app.AppCodec().Marshal(input)
	if err != nil {
		return nil, err
	}
	response, err := c.ask(&abci.RequestQuery{Path: request.Path, Data: data})
	if err != nil {
		return nil, err
	}
	if response.Code != 0 {
		return nil, fmt.Errorf("%s %d: %s", response.Codespace, response.Code, response.Log)
	}
	output, err := message(method.Output())
	if err != nil {
		return nil, err
	}
	if err := c.app.AppCodec().Unmarshal(response.Value, output); err != nil {
		return nil, err
	}
	return c.app.AppCodec().MarshalJSON(output)
}

// view is the state after a block, to be asked.
type view struct {
	height int64
	ctx    sdk.Context
}

// ask is what the application answers in the state after the last block. The application makes that
// state anew for each question, and hashes all of its stores for it, which takes longer than most
// answers: here it is made once a block. What is refused it is asked itself, for its own words.
func (c *chain) ask(request *abci.RequestQuery) (*abci.ResponseQuery, error) {
	if handler := c.app.GRPCQueryRouter().Route(request.Path); handler != nil {
		if response, err := c.routed(handler, request); err == nil {
			return response, nil
		}
	}
	return c.app.Query(nil, request)
}

func (c *chain) routed(handler baseapp.GRPCQueryHandler, request *abci.RequestQuery) (response *abci.ResponseQuery, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	if c.seen == nil || c.seen.height != c.last.height {
		ctx, err := c.app.CreateQueryContext(c.last.height, false)
		if err != nil {
			return nil, err
		}
		c.seen = &view{height: c.last.height, ctx: ctx}
	}
	// Some queries write; what they wrote is dropped.
	branch, _ := c.seen.ctx.CacheContext()
	return handler(branch, request)
}

// methodOf finds what a path asks for among the services that this program was built with.
func methodOf(path string) (protoreflect.MethodDescriptor, error) {
	service, name, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !found {
		return nil, fmt.Errorf("%q is no path of a query: /package.Service/Method", path)
	}
	descriptor, err := gogoproto.HybridResolver.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		return nil, fmt.Errorf("there is no service %s", service)
	}
	described, isService := descriptor.(protoreflect.ServiceDescriptor)
	if !isService {
		return nil, fmt.Errorf("%s is no service", service)
	}
	method := described.Methods().ByName(protoreflect.Name(name))
	if method == nil {
		return nil, fmt.Errorf("%s has no method %s", service, name)
	}
	return method, nil
}

func message(of protoreflect.MessageDescriptor) (gogoproto.Message, error) {
	kind := gogoproto.MessageType(string(of.FullName()))
	if kind == nil {
		return nil, fmt.Errorf("%s is not registered", of.FullName())
	}
	made, isMessage := reflect.New(kind.Elem()).Interface().(gogoproto.Message)
	if !isMessage {
		return nil, fmt.Errorf("%s is not made by gogoproto", of.FullName())
	}
	return made, nil
}
