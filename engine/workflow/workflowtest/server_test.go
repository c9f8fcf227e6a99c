package workflowtest_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

func TestAServerKeepsItsAddressAndFileOverDeaths(t *testing.T) {
	t.Parallel()
	p := workflowtest.Start(t)
	address := p.Address()
	for name, end := range map[string]func(){"stopped": p.Stop, "killed": p.Kill} {
		requireAnswers(t, address, true)
		require.FileExists(t, p.Database())
		end()
		requireAnswers(t, address, false)
		p.Restart()
		require.Equal(t, address, p.Address(), name)
	}
	requireAnswers(t, address, true)
}

func TestServersAreApart(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, workflowtest.Server(t), workflowtest.Server(t))
}

func requireAnswers(t *testing.T, address string, answers bool) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err == nil {
		require.NoError(t, conn.Close())
	}
	require.Equal(t, answers, err == nil)
}
