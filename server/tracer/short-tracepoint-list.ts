/**
 * A short list of tracepoints, for a bpftrace that searches the kernel's whole one (some 1,500 lines) again and again
 * while it compiles. It is mounted over the kernel's file in a mount namespace of bpftrace's own: nobody else ever sees
 * it, and it ends with bpftrace. Where the namespace or the mount is refused, bpftrace runs without, only slower.
 *
 * It is a piece of shell that becomes the command, so that the process is bpftrace's own in the end. Whoever executes
 * `unshare` in vain is not there any more to go on without it, so it is tried first. Mounts that the machine makes and
 * ends reach the namespace too (slave): it keeps nothing busy. The list lies on a tmpfs that is mounted for the moment
 * over a directory of tracefs that bpftrace does not look into; no file is left anywhere.
 */
const IN_NAMESPACE = `
list=$1
shift
for folder in /sys/kernel/debug/tracing /sys/kernel/tracing; do
  if [ -e "$folder/available_events" ] && mount -t tmpfs -o size=1m,mode=755 copyscope "$folder/options"; then
    printf %s "$list" >"$folder/options/list" &&
      mount --bind "$folder/options/list" "$folder/available_events"
    umount "$folder/options"
  fi
done 2>/dev/null
exec "$@"
`;

const SCRIPT = `
script=$1
shift
if unshare --mount --propagation slave true 2>/dev/null; then
  exec unshare --mount --propagation slave /bin/sh -c "$script" copyscope-bpftrace "$@"
fi
shift
exec "$@"
`;

/** The command that runs `command` where the kernel has these tracepoints (`category:event`) and seemingly no others. */
export function withShortTracepointList(command: readonly string[], tracepoints: Iterable<string>): readonly string[] {
  const list = [...tracepoints].map((name) => `${name}\n`).join("");
  return ["/bin/sh", "-c", SCRIPT, "copyscope-bpftrace", IN_NAMESPACE, list, ...command];
}
