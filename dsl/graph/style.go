package graph

import (
	"fmt"
	"strings"
)

// hues are the colours of each kind on light and on dark ground: at least 4.5 to 1 against their card.
var hues = []struct {
	kind        Kind
	light, dark string
}{
	{Trigger, "#1d5fd1", "#7db1ff"},
	{Enrolment, "#4b5a70", "#a9b8cd"},
	{Action, "#0b7268", "#41d3c0"},
	{Wait, "#a2540a", "#f5b74a"},
	{Choice, "#7434cf", "#c3a4ff"},
	{Group, "#1c6a8c", "#74c8ec"},
	{Stop, "#3c4450", "#c6cdd8"},
	{Exit, "#b3261e", "#ff9089"},
	{Goal, "#2a7a22", "#7ed474"},
}

// ground is the colours that all kinds share.
type ground struct{ page, card, frame, ink, faint, line string }

var (
	light = ground{page: "#f7f8fa", card: "#ffffff", frame: "#eef1f6", ink: "#1b2330", faint: "#5c6878", line: "#8793a6"}
	dark  = ground{page: "#14171d", card: "#1e232c", frame: "#191d25", ink: "#e8ecf2", faint: "#9ba7b8", line: "#6d7a8e"}
)

const fonts = `.tend-graph text { font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif; font-size: 12px; }
.tend-graph .title { font-size: 20px; font-weight: 700; }
.tend-graph .description { font-size: 14px; }
.tend-graph .name, .tend-graph .case { font-size: 14px; font-weight: 600; }
.tend-graph .word { font-size: 10px; font-weight: 700; letter-spacing: 0.06em; }
.tend-graph .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace; font-size: 11.5px; }
.tend-graph .case, .tend-graph .middle { text-anchor: middle; }
.tend-graph .time { font-weight: 600; }
.tend-graph .card, .tend-graph .pill { stroke-width: 1.5; }
.tend-graph .line, .tend-graph .aside { fill: none; stroke-width: 1.5; }
.tend-graph .aside { stroke-dasharray: 5 4; }
.tend-graph .run { stroke-dasharray: 5 4; }
.tend-graph .icon { fill: none; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
`

// style is the style sheet of a picture.
func style() string {
	var b strings.Builder
	b.WriteString(fonts)
	colours(&b, light, false)
	b.WriteString("@media (prefers-color-scheme: dark) {\n")
	colours(&b, dark, true)
	b.WriteString("}\n")
	return b.String()
}

func colours(b *strings.Builder, g ground, isDark bool) {
	rule := func(selector, format string, values ...any) {
		fmt.Fprintf(b, ".tend-graph %s { %s }\n", selector, fmt.Sprintf(format, values...))
	}
	rule(".ground", "fill: %s", g.page)
	rule("text", "fill: %s", g.ink)
	rule(".label", "fill: %s", g.faint)
	rule(".description", "fill: %s", g.faint)
	rule(".card", "fill: %s", g.card)
	rule(".pill", "fill: %s; stroke: %s", g.card, g.line)
	rule(".run", "fill: %s; stroke: %s", g.frame, g.line)
	rule(".box", "fill: %s; stroke: %s", g.page, g.line)
	rule(".line, .tend-graph .aside", "stroke: %s", g.line)
	rule(".head", "fill: %s", g.line)
	rule(".finish circle", "fill: %s; stroke: %s; stroke-width: 1.5", g.card, g.ink)
	rule(".finish .dot", "fill: %s", g.ink)
	for _, h := range hues {
		hue := h.light
		if isDark {
			hue = h.dark
		}
		rule("."+string(h.kind)+" .card", "stroke: %s", hue)
		rule("."+string(h.kind)+" .icon", "stroke: %s", hue)
		rule("."+string(h.kind)+" .word", "fill: %s", hue)
		rule("."+string(h.kind)+" .swatch", "fill: %s", hue)
	}
	rule(".time", "fill: %s", map[bool]string{false: hues[3].light, true: hues[3].dark}[isDark])
}
