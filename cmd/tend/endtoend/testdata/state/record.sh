#!/bin/bash
# Records a state folder with a build of tend, so that later builds can prove that they go on with it.
#
#   record.sh TEND OUT.tar.gz
#
# It writes the workspace's state at a fixed virtual time, what the API says of it (answers/), and packs both.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tend=$1 out=$(realpath -m "$2")
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
mkdir -m 700 "$work/state"
printf '{"virtual": "2026-03-02T09:00:00Z", "wall": "%s", "speed": 1}\n' "$(date -u +%FT%TZ)" > "$work/state/clock.json"
chmod 600 "$work/state/clock.json"
"$tend" dev "$here/workspace" --state "$work/state" --listen 127.0.0.1:7979 > "$work/log" 2>&1 &
pid=$!
url=http://127.0.0.1:7979
until curl -fs $url/readyz > /dev/null; do sleep 0.2; done
account() { curl -fsS -X PUT -H 'Content-Type: application/json' $url/v1/accounts/"$1" -d "$2" > /dev/null; }
account acme '{"name": "Acme", "attributes": {"status": "customer", "seats": 2, "renewal": "2026-05-20"}, "contacts": [{"id": "kenji", "name": "Kenji", "email": "kenji@acme.example", "attributes": {"role": "champion"}}, {"id": "mai", "name": "Mai", "email": "mai@acme.example", "attributes": {"role": "user"}}]}'
account globex '{"name": "Globex", "attributes": {"status": "trial", "seats": 80}, "contacts": [{"id": "hank", "name": "Hank", "email": "hank@globex.example", "attributes": {"role": "champion"}}]}'
curl -fsS -X POST $url/v1/playbooks/asleep/pause -H 'Content-Type: application/json' -d '{"reason": "a pause of before", "by": "olivia@example.com"}' > /dev/null
events=()
event() { events+=("{\"id\": \"$1\", \"type\": \"$2\", \"account\": \"$3\", \"time\": \"$4\"${5:+, $5}}"); }
event l1 login acme 2026-03-01T09:00:00Z '"contact": "kenji"'
event l2 login acme 2026-03-02T08:00:00Z '"contact": "kenji"'
event l3 login acme 2026-03-02T08:30:00Z '"contact": "mai"'
event s1 signed acme 2026-03-02T08:40:00Z '"data": {"plan": "gold"}'
event s2 signed globex 2026-03-02T08:45:00Z '"data": {"plan": "silver"}'
event t1 ticket acme 2026-03-02T08:50:00Z '"data": {"severity": "urgent"}'
event t2 ticket acme 2026-03-02T08:55:00Z '"data": {"severity": "low"}'
curl --fail-with-body -sS -X POST $url/v1/events -H 'Content-Type: application/json' -d "[$(IFS=,; echo "${events[*]}")]"
# Both welcomes are mailed and the tasks are there before it stops.
until [ "$(curl -fsS "$url/v1/tasks?status=open" | grep -o '"id"' | wc -l)" -ge 1 ] && [ "$(ls "$work/state/mail" | wc -l)" -ge 2 ]; do sleep 0.2; done
sleep 2
mkdir "$work/answers"
for path in accounts accounts/acme accounts/globex decisions runs tasks goals playbooks; do
  curl -fsS "$url/v1/$path" > "$work/answers/${path//\//_}.json"
done
kill -INT $pid
wait $pid
pid=
rm -r "$work/state/temporal.tls" # Keys are made anew.
tar -C "$work" -czf "$out" --sort=name --owner=0 --group=0 --numeric-owner state answers
