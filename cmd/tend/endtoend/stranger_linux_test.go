package endtoend

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	grpccredentials "google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/tendhq/tend/engine/credentials"
	"github.com/tendhq/tend/engine/workflow"
)

// strangers returns the TLS of those who can't read a state folder; nil: none at all.
func strangers(t *testing.T) map[string]*tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tend"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	elsewhere := filepath.Join(t.TempDir(), "temporal.tls")
	_, err = credentials.Open(elsewhere)
	require.NoError(t, err)
	other, err := credentials.Client(elsewhere)
	require.NoError(t, err)
	other.InsecureSkipVerify = true
	return map[string]*tls.Config{
		"plaintext":                     nil,
		"no certificate":                {InsecureSkipVerify: true},
		"a self-made certificate":       {InsecureSkipVerify: true, Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}},
		"credentials of another folder": other,
	}
}

// listening returns the addresses on which a process listens, as the kernel has them.
func listening(t *testing.T, pid int) []string {
	t.Helper()
	open := map[string]bool{}
	fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	require.NoError(t, err)
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err == nil && strings.HasPrefix(target, "socket:[") {
			open[strings.Trim(target, "socket:[]")] = true
		}
	}
	var found []string
	for _, table := range []string{"tcp", "tcp6"} {
		file, err := os.Open(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			const listens = "0A"
			if f := strings.Fields(lines.Text()); len(f) > 9 && f[3] == listens && open[f[9]] {
				found = append(found, socketAddress(t, f[1]))
			}
		}
	}
	return found
}

// socketAddress reads an address of the kernel's tables, whose words have the machine's byte order.
func socketAddress(t *testing.T, s string) string {
	t.Helper()
	ip, port, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(ip)
	require.NoError(t, err)
	for i := 0; i < len(raw); i += 4 {
		raw[i], raw[i+1], raw[i+2], raw[i+3] = raw[i+3], raw[i+2], raw[i+1], raw[i]
	}
	n, err := strconv.ParseUint(port, 16, 16)
	require.NoError(t, err)
	return net.JoinHostPort(net.IP(raw).String(), strconv.FormatUint(n, 10))
}

// ask calls a method and reports whether anybody answered, even if only that the call makes no sense.
func ask(t *testing.T, address, method string, config *tls.Config) bool {
	t.Helper()
	transport := insecure.NewCredentials()
	if config != nil {
		transport = grpccredentials.NewTLS(config)
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(transport))
	require.NoError(t, err)
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = conn.Invoke(ctx, method, &emptypb.Empty{}, &emptypb.Empty{})
	return status.Code(err) != codes.Unavailable
}

// Each port is tried, also those by which the server's parts call each other: any of them reads and ends runs.
func TestTemporalAnswersOnlyWhoHasTheCredentials(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	p := dev(t, folder(t, map[string]string{"main.hcl": declarations}), state)
	api, err := url.Parse(p.url)
	require.NoError(t, err)
	others := map[string]bool{api.Host: true, p.smtp(): true}
	var ports []string
	for _, address := range listening(t, p.cmd.Process.Pid) {
		if !others[address] {
			ports = append(ports, address)
		}
	}
	require.Contains(t, ports, p.temporal())
	require.Len(t, ports, 4, "a frontend, histories, queues and system workers")
	for _, address := range ports {
		for _, method := range []string{
			"/temporal.api.workflowservice.v1.WorkflowService/ListWorkflowExecutions",
			"/temporal.server.api.historyservice.v1.HistoryService/TerminateWorkflowExecution",
			"/temporal.server.api.matchingservice.v1.MatchingService/PollWorkflowTaskQueue",
			"/temporal.server.api.adminservice.v1.AdminService/DescribeCluster",
			"/grpc.health.v1.Health/Check",
		} {
			for name, stranger := range strangers(t) {
				require.False(t, ask(t, address, method, stranger), "%s at %s with %s", method, address, name)
			}
			require.True(t, ask(t, address, method, holder(t, state)), "%s at %s", method, address)
		}
	}
}

func TestAStrangerCanNeitherSeeNorEndARun(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	p := dev(t, folder(t, map[string]string{"main.hcl": declarations + waiting(`for = "2d"`, "Second")}), state)
	p.account("acme")
	p.send(event("1", "signed", "acme"))
	p.wait("the first mail", func() bool { return len(p.subjects()) == 1 })
	run := p.items("/v1/runs")[0]["id"].(string)
	for name, stranger := range strangers(t) {
		_, err := workflow.Dial(t.Context(), workflow.DialOptions{Address: p.temporal(), TLS: stranger, Logger: slog.New(slog.DiscardHandler)})
		require.ErrorContains(t, err, "connect to Temporal at "+p.temporal(), name)
	}
	tools, err := client.DialContext(t.Context(), client.Options{
		HostPort: p.temporal(), Namespace: workflow.Namespace, ConnectionOptions: client.ConnectionOptions{TLS: holder(t, state)},
	})
	require.NoError(t, err)
	defer tools.Close()
	p.wait("the run in Temporal's list", func() bool {
		list, err := tools.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: `ExecutionStatus = "Running"`})
		require.NoError(t, err)
		return len(list.GetExecutions()) == 1 && list.GetExecutions()[0].GetExecution().GetWorkflowId() == run
	})
	require.NoError(t, tools.TerminateWorkflow(t.Context(), run, "", "by whoever runs Tend"))
}

// A state folder of an earlier build has no credentials; another start on it makes them, and later ones keep them.
func TestAStateWithoutCredentialsGetsThem(t *testing.T) {
	t.Parallel()
	dir, state := folder(t, map[string]string{"main.hcl": declarations}), t.TempDir()
	require.Zero(t, dev(t, dir, state).interrupt())
	require.NoError(t, os.RemoveAll(credentialsOf(state)))
	require.Zero(t, dev(t, dir, state).interrupt())
	kept := holder(t, state)
	p := dev(t, dir, state)
	require.True(t, ask(t, p.temporal(), "/grpc.health.v1.Health/Check", kept))
	profile, err := os.ReadFile(filepath.Join(credentialsOf(state), "temporal.toml"))
	require.NoError(t, err)
	require.Contains(t, string(profile), `address = "`+p.temporal()+`"`)
}
