package api

import (
	"container/list"
	"errors"
	"net"
	"sync"
	"syscall"
)

// connections is a listener that keeps the number of open connections within a limit, and nobody out: one that comes
// when there are so many takes the place of the one that has been at rest for longest. Only when requests are being
// answered on all of them it waits.
type connections struct {
	net.Listener
	most int

	mu     sync.Mutex
	room   *sync.Cond // a connection came to rest, or left
	open   int
	atRest *list.List // of *connection, those that have been so for longest first
	closed bool
}

func newConnections(l net.Listener, most int) *connections {
	c := &connections{Listener: l, most: most, atRest: list.New()}
	c.room = sync.NewCond(&c.mu)
	return c
}

// connection is one of them. At rest is one on which no request is being answered: also one that is slow to send one.
type connection struct {
	net.Conn
	among *connections
	place *list.Element // nil: a request is being answered
	gone  bool
}

// Accept waits for a connection, and for room for it. When the process can't open another file, one at rest makes
// room, too.
func (l *connections) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		switch {
		case err == nil:
			return l.admit(conn), nil
		case !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE), !l.makeRoom():
			return nil, err
		}
	}
}

func (l *connections) admit(conn net.Conn) *connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open >= l.most && !l.closed && !l.evict() {
		l.room.Wait()
	}
	c := &connection{Conn: conn, among: l}
	l.open++
	c.place = l.atRest.PushBack(c)
	return c
}

func (l *connections) makeRoom() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.evict()
}

// evict closes the connection that has been at rest for longest, if there is one.
func (l *connections) evict() bool {
	first := l.atRest.Front()
	if first == nil {
		return false
	}
	c := first.Value.(*connection)
	l.leave(c)
	_ = c.Conn.Close() // Whoever was at its other end sends again.
	return true
}

func (l *connections) leave(c *connection) {
	if c.gone {
		return
	}
	c.gone = true
	l.open--
	if c.place != nil {
		l.atRest.Remove(c.place)
	}
	l.room.Signal()
}

// Close closes the listener; the connections stay.
func (l *connections) Close() error {
	l.mu.Lock()
	l.closed = true
	l.room.Broadcast()
	l.mu.Unlock()
	return l.Listener.Close()
}

// Close closes the connection.
func (c *connection) Close() error {
	c.among.mu.Lock()
	c.among.leave(c)
	c.among.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite lets the server say that it will send no more, and still hear the client out.
func (c *connection) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// answer does what answers a request; meanwhile the connection is nobody's to close.
func (c *connection) answer(do func()) {
	c.among.mu.Lock()
	if !c.gone && c.place != nil {
		c.among.atRest.Remove(c.place)
		c.place = nil
	}
	c.among.mu.Unlock()
	defer func() {
		c.among.mu.Lock()
		defer c.among.mu.Unlock()
		if !c.gone {
			c.place = c.among.atRest.PushBack(c)
			c.among.room.Signal()
		}
	}()
	do()
}
