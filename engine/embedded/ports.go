package embedded

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
)

// services is the server's parts in the order in which they get their ports, the frontend first.
var services = [...]primitives.ServiceName{
	primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
}

// ports is where the server's parts listen, all on one loopback IP.
type ports struct {
	ip     string
	number map[primitives.ServiceName]int
}

// frontend returns the address that clients connect to.
func (p ports) frontend() string { return p.address(primitives.FrontendService) }

func (p ports) address(service primitives.ServiceName) string {
	return net.JoinHostPort(p.ip, strconv.Itoa(p.number[service]))
}

// hosts returns the addresses of the parts, so that no membership protocol runs.
func (p ports) hosts() map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, service := range services {
		hosts[service] = static.SingleLocalHost(p.address(service))
	}
	return hosts
}

// choosePorts checks that the frontend's address is free and finds free ports for the other parts. The server opens
// its ports itself and ends the process when it can't, so they are tried here first.
func choosePorts(listen string) (ports, error) {
	address, err := loopback(listen)
	if err != nil {
		return ports{}, err
	}
	chosen := ports{ip: address.Addr().String(), number: map[primitives.ServiceName]int{}}
	port := int(address.Port())
	for _, service := range services {
		listener, err := net.Listen("tcp", net.JoinHostPort(chosen.ip, strconv.Itoa(port)))
		if err != nil {
			return ports{}, portError(listen, err)
		}
		// All are held until the last is chosen, so that they differ.
		defer listener.Close()
		chosen.number[service] = listener.Addr().(*net.TCPAddr).Port
		if port == 0 {
			if err := reserve(listener); err != nil {
				return ports{}, fmt.Errorf("find a free port on %s: %w", chosen.ip, err)
			}
		}
		port = 0
	}
	return chosen, nil
}

// reserve leaves a connection that was closed from our side: for a minute the system then assigns the port to nobody
// who asks for any free one, while the server can still open it by its number.
func reserve(listener net.Listener) error {
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	defer client.Close()
	accepted, err := listener.Accept()
	if err != nil {
		return err
	}
	return accepted.Close()
}

// loopback reads the address and refuses what other machines could reach: the server is this one's.
func loopback(listen string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("the address %q isn't HOST:PORT, such as 127.0.0.1:7233", listen)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	address, err := netip.ParseAddrPort(net.JoinHostPort(host, port))
	if err != nil || !address.Addr().IsLoopback() {
		return netip.AddrPort{}, fmt.Errorf("the embedded Temporal server listens on loopback addresses only, such as 127.0.0.1:7233, not on %q", listen)
	}
	return address, nil
}

// portError is the one sentence for an address that can't be opened.
func portError(listen string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("the address %s is taken by another program: stop it or choose another port", listen)
	}
	return fmt.Errorf("listen on %s: %w", listen, err)
}
