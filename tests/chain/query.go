package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
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
	response, err := c.app.Query(nil, &abci.RequestQuery{Path: request.Path, Data: data})
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
