package dsl_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

// perFile is how many playbooks a generated file has.
const perFile = 200

// generated is a workspace of the model of "full" and so many playbooks, each with a template of its own.
func generated(t require.TestingT, playbooks int) map[string][]byte {
	model, err := os.ReadFile("testdata/valid/full/main.hcl")
	require.NoError(t, err)
	files := map[string][]byte{"main.hcl": model}
	for i := range playbooks {
		name := "playbooks" + strconv.Itoa(i/perFile) + ".hcl"
		files[name] = append(files[name], strings.ReplaceAll(generatedPlaybook, "NUMBER", strconv.Itoa(i))...)
	}
	return files
}

const generatedPlaybook = `
playbook "rescue_NUMBER" {
  description = "Number NUMBER of many."
  priority    = 5

  trigger "health_drop" {
    points = 15
    within = "14d"
  }
  trigger "event" {
    event = "feature_used"
    when  = "event.count > NUMBER"
  }
  when = <<-EXPR
    tier in ["high", "low"] && account.seats >= NUMBER
    && !running.rescue_NUMBER && metric.active_7d < 0.5 * account.seats
  EXPR

  enroll { cooldown = "30d" }
  exit "recovered" { when = "health.band == 'green'" }

  action "task" "review" {
    title    = "{{ account.name }} ({{ tier }}): {{ trigger.kind }}"
    assignee = "{{ account.csm }}"
    due      = "1 business day"
    answers  = { cause = one_of("product", "price") }
    wait     = "2 business days"
  }
  branch "by_cause" {
    on = "steps.review.cause"

    case "product" {
      action "meeting" "checkup" {
        organizer = "{{ account.csm }}"
        attendees = "{{ contacts.champions }}"
        subject   = "{{ account.name }} さまとの定期確認"
      }
    }
    default {
      action "email" "checkin" {
        to       = "{{ contacts.champions }}"
        template = "checkin_NUMBER"
        wait     = "5 business days"
      }
      wait "used" {
        when    = "event.count > 5"
        event   = "feature_used"
        timeout = "3d"
      }
      action "note" "remember" {
        when = "steps.checkin.timed_out && steps.used.timed_out"
        text = "{{ steps.review.cause ?? 'no cause' }} of {{ account.name }}"
      }
    }
  }
}

template "checkin_NUMBER" {
  subject = "How are things, {{ contact.name }}?"
  body    = "Hello {{ contact.name }},\n\nhow is {{ account.name }}? {{ var.help_url }}"

  locale "ja" {
    subject = "{{ contact.name }} さま"
    body    = "{{ account.name }} さまのご利用状況はいかがですか。{{ var.help_url }} {{ local.sender }}"
  }
}
`

func TestGeneratedWorkspacesAreValid(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(generated(t, 12), dsl.Options{Actions: testActions()})
	requireClean(t, diags)
	require.Len(t, w.Playbooks, 12)
}

// What loading allocates grows with the playbooks, and not faster: bytes are counted, since they are the
// same on every machine. The test isn't parallel, so that they are its own.
func TestLoadingGrowsLinearly(t *testing.T) {
	allocated := func(playbooks int) float64 {
		files := generated(t, playbooks)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w, _ := dsl.LoadFiles(files, dsl.Options{Actions: testActions()})
		runtime.ReadMemStats(&after)
		require.NotNil(t, w)
		return float64(after.TotalAlloc - before.TotalAlloc)
	}
	few, some, many := allocated(20), allocated(80), allocated(140)
	// Lists that double when they are full make steps of it; a cost that grows with the square would be 2.2.
	require.InEpsilon(t, some-few, many-some, 0.25, "sixty more cost as much when there are many")
}

// Loading, checking and compiling takes a time that grows with the playbooks, and not faster.
func BenchmarkLoad(b *testing.B) {
	for _, playbooks := range []int{10, 100, 1000} {
		b.Run(strconv.Itoa(playbooks), func(b *testing.B) {
			files := generated(b, playbooks)
			b.ReportAllocs()
			for b.Loop() {
				w, diags := dsl.LoadFiles(files, dsl.Options{Actions: testActions()})
				if w == nil {
					b.Fatal(diags)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*playbooks), "ns/playbook")
		})
	}
}
