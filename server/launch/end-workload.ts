/**
 * Ends a workload with all that came of it. It is a piece of shell, because who needs it most is the guardian
 * (server/tracer/guardian.ts), which is a shell: it outlives whoever kills every Node there is.
 *
 * A process that is found is stopped before its children are looked for, so that none is born behind the
 * search's back; whoever was stopped is killed.
 */
import { spawn } from "node:child_process";

/**
 * Shell function `end_workload MEMBERS [OWNER]`. MEMBERS are words PID:START, START being field 22 of
 * /proc/PID/stat, by which a pid that is used again is told from its first bearer. With OWNER, a uid, only
 * that user's processes are touched.
 */
export const END_WORKLOAD = `
started() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  set -- \${stat##*) }
  start=\${20}
}
stop() {
  case "$owner" in '') ;; *) grep -qs "^Uid:[[:space:]]*$owner[[:space:]]" "/proc/$1/status" || return ;; esac
  kill -STOP "$1" 2>/dev/null
  ended="$ended $1"
}
end_workload() {
  owner=$2 found=' ' ended=
  for member in $1; do
    pid=\${member%%:*}
    if started "$pid" && [ "$start" = "\${member#*:}" ]; then found="$found$pid "; stop "$pid"; fi
  done
  more=yes
  while [ "$more" ] && [ "$found" != ' ' ]; do
    more=
    for line in $(grep -s ^PPid: /proc/[0-9]*/status | tr -d '[:blank:]'); do
      pid=\${line#/proc/} pid=\${pid%%/*} parent=\${line##*:}
      case "$found" in *" $pid "*) continue ;; esac
      case "$found" in *" $parent "*) found="$found$pid " more=yes; stop "$pid" ;; esac
    done
  done
  [ "$ended" ] && kill -KILL $ended 2>/dev/null
}
`;

/** Ends what is left of a workload, as far as this process may. Resolves when that has been done; never rejects. */
export async function endWorkload(members: string): Promise<void> {
  const child = spawn("/bin/sh", ["-c", `${END_WORKLOAD}\nend_workload "$1"`, "copyscope-end", members], {
    stdio: "ignore",
    detached: true,
  });
  await new Promise((resolve) => {
    child.once("close", resolve);
    child.once("error", resolve);
  });
}
