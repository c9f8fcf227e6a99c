package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// anchor ties virtual time to the wall's: at Wall it was Virtual, and it has run at Speed since.
type anchor struct {
	Virtual time.Time `json:"virtual"`
	Wall    time.Time `json:"wall"`
	Speed   float64   `json:"speed"`
	// AsOf is the time that the first start was given, zero when it wasn't.
	AsOf time.Time `json:"as_of,omitzero"`
}

// Clock returns the folder's clock. The first start writes its anchor, which later ones keep: time passes while no
// process runs. A speed is how many seconds pass in one on the wall; 0 means the speed that the folder was started
// with, 1 in a new one; another speed than that is an error. asOf, unless zero, is where the clock of an empty folder
// begins (else it begins at the wall's time); it is an error when the folder has a clock that began otherwise. wall
// returns the time on the wall; nil means time.Now.
func (f *Folder) Clock(speed float64, asOf time.Time, wall func() time.Time) (*Clock, error) {
	if math.IsNaN(speed) || math.IsInf(speed, 0) || speed < 0 {
		return nil, fmt.Errorf("speed %v is not possible: choose a number above 0 with --speed", speed)
	}
	if wall == nil {
		wall = time.Now
	}
	asOf = micro(asOf)
	a, err := f.readAnchor()
	if errors.Is(err, fs.ErrNotExist) {
		a, err = f.firstAnchor(speed, asOf, wall())
	}
	if err != nil {
		return nil, err
	}
	if speed != 0 && speed != a.Speed {
		n := strconv.FormatFloat(a.Speed, 'f', -1, 64)
		return nil, fmt.Errorf("state folder %s was started with speed %s; start with --speed %s or choose a new one with --state", f.name, n, n)
	}
	if !asOf.IsZero() && !asOf.Equal(a.AsOf) {
		return nil, fmt.Errorf("state folder %s has a clock already, so its time can't be set to %s; leave out --as-of or choose a new one with --state",
			f.name, asOf.Format(time.RFC3339))
	}
	return newClock(a, wall), nil
}

func (f *Folder) anchorFile() string { return filepath.Join(f.dir, "clock.json") }

// firstAnchor makes and stores the anchor of a new folder.
func (f *Folder) firstAnchor(speed float64, asOf, wall time.Time) (anchor, error) {
	a := anchor{Virtual: asOf, Wall: micro(wall), Speed: speed, AsOf: asOf}
	if speed == 0 {
		a.Speed = 1
	}
	if asOf.IsZero() {
		a.Virtual = a.Wall
	}
	text, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return anchor{}, fmt.Errorf("write the clock of state folder %s: %w", f.name, err)
	}
	if err := replaceFile(f.anchorFile(), append(text, '\n')); err != nil {
		return anchor{}, unusable(f.name, err)
	}
	return a, nil
}

// readAnchor reads the stored anchor; fs.ErrNotExist when the folder is new.
func (f *Folder) readAnchor() (anchor, error) {
	text, err := os.ReadFile(f.anchorFile())
	if err != nil {
		return anchor{}, fmt.Errorf("read the clock of state folder %s: %w", f.name, err)
	}
	var a anchor
	err = json.Unmarshal(text, &a)
	if err == nil && (a.Speed <= 0 || a.Wall.IsZero() || a.Virtual.IsZero()) {
		err = errors.New("a part of it is missing")
	}
	if err != nil {
		return anchor{}, fmt.Errorf("the clock of state folder %s is damaged (%w): restore %s from a backup or choose another folder with --state",
			f.name, err, f.anchorFile())
	}
	a.Virtual, a.Wall, a.AsOf = micro(a.Virtual), micro(a.Wall), micro(a.AsOf)
	return a, nil
}

// micro returns the time to the microsecond, in UTC and without a monotonic reading; zero stays zero.
func micro(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}
