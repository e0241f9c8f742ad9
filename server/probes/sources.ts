/**
 * The probe files and what each of them is for: which tracepoints it needs, in which detail it runs,
 * and which figures go missing (null, with a reason) where the kernel lacks it.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Detail } from "../model/frame.ts";

export interface ProbeFile {
  readonly name: string;
  /** Tracepoints without which the file cannot run; of a nested list one is enough. */
  readonly needs: readonly (string | readonly string[])[];
  readonly details: readonly Detail[];
  /** The figures it measures, for the message when they are missing; null for what nothing works without. */
  readonly part: string | null;
}

const ALWAYS: readonly Detail[] = ["counts", "full", "events"];

export const PROBE_FILES: readonly ProbeFile[] = [
  {
    name: "control",
    needs: ["syscalls:sys_enter_getpriority", "syscalls:sys_enter_kill"],
    details: ALWAYS,
    part: null,
  },
  { name: "snapshot", needs: [], details: ALWAYS, part: null },
  {
    name: "processes",
    needs: ["task:task_newtask", "sched:sched_process_exec", "sched:sched_process_exit"],
    details: ALWAYS,
    part: null,
  },
  { name: "syscalls", needs: ["raw_syscalls:sys_enter", "raw_syscalls:sys_exit"], details: ["counts"], part: null },
  {
    name: "syscalls-timed",
    needs: ["raw_syscalls:sys_enter", "raw_syscalls:sys_exit"],
    details: ["full", "events"],
    part: null,
  },
  {
    name: "scheduler",
    needs: ["sched:sched_switch", "sched:sched_wakeup", "sched:sched_migrate_task"],
    details: ["counts"],
    part: null,
  },
  {
    name: "scheduler-timed",
    needs: ["sched:sched_switch", "sched:sched_wakeup", "sched:sched_migrate_task"],
    details: ["full", "events"],
    part: null,
  },
  { name: "running", needs: [], details: ["full", "events"], part: "time of threads that do not leave their CPU" },
  {
    name: "page-faults",
    needs: ["exceptions:page_fault_user", "exceptions:page_fault_kernel"],
    details: ALWAYS,
    part: "page faults",
  },
  { name: "page-cache", needs: ["filemap:mm_filemap_add_to_page_cache"], details: ALWAYS, part: "page-cache fill" },
  { name: "socket-copies", needs: ["skb:skb_copy_datagram_iovec"], details: ALWAYS, part: "socket-buffer copies" },
  { name: "nic", needs: ["net:net_dev_start_xmit"], details: ALWAYS, part: "NIC DMA from page fragments" },
  {
    name: "io-uring",
    needs: ["io_uring:io_uring_complete", ["io_uring:io_uring_submit_req", "io_uring:io_uring_submit_sqe"]],
    details: ALWAYS,
    part: "io_uring",
  },
  { name: "cgroups", needs: ["cgroup:cgroup_mkdir"], details: ALWAYS, part: null },
  { name: "ready", needs: ["syscalls:sys_enter_getpriority"], details: ALWAYS, part: null },
];

/** Every tracepoint some file can use. */
export function allTracepoints(): readonly string[] {
  return [...new Set(PROBE_FILES.flatMap((file) => file.needs.flat()))];
}

/** The folder of the .bt files: beside server/ in a checkout, beside dist/ in the package. */
export function probesDirectory(): URL {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith(".ts")
    ? new URL("../../probes/", import.meta.url)
    : new URL("../../../probes/", import.meta.url);
}

/** Text of probes/NAME.bt. Throws where the installation is damaged. */
export function readProbeFile(name: string): string {
  return readFileSync(new URL(`${name}.bt`, probesDirectory()), "utf8");
}
