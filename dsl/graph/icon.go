package graph

// icons are drawn in a square of 14 pixels, as paths without filling. A word that has none has that of
// its kind.
var icons = map[string]string{
	string(Trigger):   "M8 1L3 8h4l-1 5 5-7H7z",
	string(Enrolment): "M1 2h12l-4.5 5.5V13l-3-2V7.5z",
	string(Action):    "M3 2l9 5-9 5z",
	string(Wait):      "M7 1a6 6 0 1 0 .01 0M7 4v3l2.5 1.5",
	string(Choice):    "M7 13V8M7 8L2.5 2M7 8l4.5-6M2 5V2h3M9 2h3v3",
	string(Group):     "M2 2h10v10H2zM2 6h10M2 9h10",
	string(Stop):      "M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z",
	string(Exit):      "M8 2H2v10h6M5 7h8M10 4l3 3-3 3",
	string(Goal):      "M3 13V1M3 2h8L9 4.5 11 7H3",
	"email":           "M1 3h12v8H1zM1 3.5l6 4.5 6-4.5",
	"task":            "M2 2h10v10H2zM4.5 7l2 2 3.5-4",
	"meeting":         "M1.5 3h11v9h-11zM1.5 6h11M4.5 1.5V4M9.5 1.5V4",
	"message":         "M1.5 2h11v7.5H7L4 12V9.5H1.5z",
	"parallel":        "M4 1v12M10 1v12",
	"each":            "M1 3h8v8H1zM5 3V1h8v8H9",
	"repeat":          "M12 7a5 5 0 1 1-1.5-3.5M12 1v3H9",
	"timeline":        "M1 7h12M3 5v4M7 5v4M11 5v4",
	"approval":        "M7 1a2.5 2.5 0 1 0 .01 0M2 13c0-3.5 2-5 5-5s5 1.5 5 5",
	"run_playbook":    "M3 1h8v12H3zM5.5 4h3M5.5 7h3",
}

func icon(n *Node) string {
	if d, ok := icons[n.Word]; ok {
		return d
	}
	return icons[string(n.Kind)]
}
