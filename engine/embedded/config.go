package embedded

import (
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
)

// shards is how many parts the histories are split into. It is fixed when the database is created.
// SQLite has one writer, so a few are enough to keep the queues from waiting for each other.
const shards = 4

// storeName names the one data store in the configuration.
const storeName = "sqlite"

// serverConfig returns the whole configuration: one store, one cluster, no archive, no metrics listener,
// no profiler, no HTTP.
func serverConfig(database string, p ports) *config.Config {
	c := &config.Config{
		Persistence: config.Persistence{
			DefaultStore:     storeName,
			VisibilityStore:  storeName,
			NumHistoryShards: shards,
			DataStores:       map[string]config.DataStore{storeName: {SQL: sqlConfig(database)}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: p.frontend()},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: p.frontend()},
		Services:            map[string]config.Service{},
	}
	c.Global.Membership.MaxJoinDuration = 30 * time.Second
	c.Global.Membership.BroadcastAddress = p.ip
	c.Archival.History.State = "disabled"
	c.Archival.Visibility.State = "disabled"
	c.NamespaceDefaults.Archival.History.State = "disabled"
	c.NamespaceDefaults.Archival.Visibility.State = "disabled"
	for _, service := range services {
		c.Services[string(service)] = config.Service{RPC: config.RPC{GRPCPort: p.number[service], BindOnIP: p.ip}}
	}
	return c
}

// unlimited is a rate that one machine never reaches: a limit would only delay our own engine, the server's one
// customer.
const unlimited = 1_000_000

// limits returns the server's dynamic configuration.
func limits() dynamicconfig.StaticClient {
	c := dynamicconfig.StaticClient{
		// The default rounds timers up by as much as a second.
		dynamicconfig.TimerProcessorMaxTimeShift.Key(): 10 * time.Millisecond,
		// One worker polls; more partitions only split its queue.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
		// The default is meant for machines that do nothing else.
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key(): 8192,
	}
	for _, key := range []dynamicconfig.Key{
		dynamicconfig.FrontendRPS.Key(),
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key(),
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(),
		dynamicconfig.FrontendMaxConcurrentLongRunningRequestsPerInstance.Key(),
		dynamicconfig.FrontendPersistenceMaxQPS.Key(),
		dynamicconfig.HistoryRPS.Key(),
		dynamicconfig.HistoryPersistenceMaxQPS.Key(),
		dynamicconfig.MatchingRPS.Key(),
		dynamicconfig.MatchingPersistenceMaxQPS.Key(),
	} {
		c[key] = unlimited
	}
	return c
}
