package api

import (
	"container/list"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// connections is a listener that limits the number of open connections without refusing any: a new one beyond the
// limit takes the place of the one that has been idle for longest, else of the one whose client has kept it waiting
// for longest, and for the grace. Only when requests are being answered on all of them it waits.
type connections struct {
	net.Listener
	most  int
	grace time.Duration

	mu      sync.Mutex
	room    *sync.Cond // a connection came to rest, began to wait for its client, or left
	open    int
	atRest  *list.List // of *connection, those that have been so for longest first
	waiting *list.List // likewise
	closed  bool
}

func newConnections(l net.Listener, most int, grace time.Duration) *connections {
	c := &connections{Listener: l, most: most, grace: grace, atRest: list.New(), waiting: list.New()}
	c.room = sync.NewCond(&c.mu)
	return c
}

// LimitConnections limits how many connections of a listener are open at once, as Server does: a new one takes the
// place of the one that has been open for longest, unless that is busy: while what it calls in its method Busy goes
// on.
func LimitConnections(l net.Listener, most int) net.Listener { return newConnections(l, most, 0) }

// connection is one of them. At rest is one on which no request is being answered: also one that is slow to send the
// header of one. It waits for its client while a body is awaited, or an answer isn't taken.
type connection struct {
	net.Conn
	among *connections
	in    *list.List // atRest or waiting; nil: it is busy
	place *list.Element
	since time.Time // it has been there
	gone  bool
}

// Accept waits for a connection, and for a place for it. When the process can't open another file, an idle one is
// closed, too.
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
		if first := l.waiting.Front(); first != nil {
			patience := time.AfterFunc(l.grace-time.Since(first.Value.(*connection).since), l.room.Broadcast)
			l.room.Wait()
			patience.Stop()
			continue
		}
		l.room.Wait()
	}
	c := &connection{Conn: conn, among: l}
	l.open++
	l.move(c, l.atRest)
	return c
}

func (l *connections) makeRoom() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.evict()
}

// evict closes the connection that has been idle for longest, or has waited for its client, if there is one.
func (l *connections) evict() bool {
	first := l.atRest.Front()
	if first == nil {
		first = l.waiting.Front()
		if first == nil || time.Since(first.Value.(*connection).since) < l.grace {
			return false
		}
	}
	c := first.Value.(*connection)
	l.leave(c)
	_ = c.Conn.Close() // Whoever was at its other end sends again.
	return true
}

// move puts a connection at the end of a list; nil: it is busy.
func (l *connections) move(c *connection, to *list.List) {
	if c.gone {
		return
	}
	if c.in != nil {
		c.in.Remove(c.place)
	}
	if c.in = to; to == nil {
		return
	}
	c.place, c.since = to.PushBack(c), time.Now()
	l.room.Broadcast()
}

func (l *connections) leave(c *connection) {
	if c.gone {
		return
	}
	l.move(c, nil)
	c.gone = true
	l.open--
	l.room.Broadcast()
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

// Busy calls do while the connection must not be closed, such as to answer a request.
func (c *connection) Busy(do func()) { c.during(nil, c.among.atRest, do) }

// forClient calls do, which takes as long as the client likes, such as to read a body, within what keeps the
// connection busy.
func (c *connection) forClient(do func()) {
	if c == nil {
		do()
		return
	}
	c.during(c.among.waiting, nil, do)
}

// cut closes the connection of a client that keeps others waiting.
func (c *connection) cut() {
	if c != nil {
		_ = c.Close()
	}
}

func (c *connection) during(in, then *list.List, do func()) {
	c.move(in)
	defer c.move(then)
	do()
}

func (c *connection) move(to *list.List) {
	c.among.mu.Lock()
	defer c.among.mu.Unlock()
	c.among.move(c, to)
}
