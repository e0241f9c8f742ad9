/** A process that wants a CPU and does not get one: too many threads for the CPUs, or a quota. */
import type { ReportProcess } from "../report.ts";
import type { FindingRule, ScopeRule } from "./finding-rule.ts";

/** A fifth of the time it could have run. */
const WAITING_SHARE = 0.2;
/** Less than this nobody notices. */
const LEAST_SECONDS = 0.2;
/** Being put off the CPU is what tells contention from a hypervisor that takes the CPU away unseen. */
const LEAST_PREEMPTIONS = 50;

/**
 * Seconds for each time that it waited, on average. Who hands the CPU to a partner waits some microseconds each
 * time (see switch-storm.ts); who stands in a queue waits for somebody's time slice, which is some milliseconds.
 */
const LEAST_WAIT = 100e-6;

interface Wait {
  readonly waited: number;
  readonly ran: number;
  readonly preempted: number;
  /** Times it may have had to wait: each switch away from a CPU ends in a wait for one. */
  readonly times: number;
}

function waitOf(process: ReportProcess): Wait | null {
  const { timeSeconds, switches } = process.totals;
  if (timeSeconds === null || switches === null) return null;
  return {
    waited: timeSeconds.runnable,
    ran: timeSeconds.user + timeSeconds.kernel,
    preempted: switches.involuntary,
    times: switches.involuntary + switches.voluntary,
  };
}

function isContended({ waited, ran, preempted, times }: Wait): boolean {
  if (waited < LEAST_WAIT * times) return false;
  return waited >= LEAST_SECONDS && waited >= WAITING_SHARE * (waited + ran) && preempted >= LEAST_PREEMPTIONS;
}

function evidence({ waited, ran, preempted }: Wait) {
  return [
    { label: "waited for a CPU", value: waited, unit: "seconds" },
    { label: "ran", value: ran, unit: "seconds" },
    { label: "share of that time waiting", value: waited / (waited + ran), unit: "share" },
    { label: "involuntary switches", value: preempted, unit: "switches" },
  ] as const;
}

const severity = ({ waited, ran }: Wait) => (waited >= ran ? "high" : "medium");

const THRESHOLD =
  "At least 0.2 s, a fifth of the time in which there was something to run, 50 involuntary switches, and 0.1 ms for each switch: a partner who hands the CPU over takes less. What a hypervisor takes away counts as waiting, too.";

export const waitsForCpuRule: FindingRule = {
  rule: "waits-for-cpu",
  look: (process) => {
    const wait = waitOf(process);
    if (wait === null || !isContended(wait)) return [];
    return [
      {
        title: "Threads are ready to run and wait for a CPU",
        evidence: evidence(wait),
        threshold: THRESHOLD,
        advice:
          "Run as many busy threads as there are CPUs for them; move what competes to other CPUs (taskset, cpusets) or give it less weight (nice, cpu.weight); look whether a cgroup's quota (cpu.max) throttles it.",
        // It costs waiting, not CPU time.
        saves: {},
        severity: severity(wait),
      },
    ];
  },
};

/** Many processes that each wait a little: no single one shows it. */
export const cpuContentionRule: ScopeRule = {
  rule: "cpu-contention",
  lookAtAll: (processes) => {
    const waits = processes.map(waitOf).filter((wait) => wait !== null);
    const sum = (part: keyof Wait) => waits.reduce((total, wait) => total + wait[part], 0);
    const all: Wait = { waited: sum("waited"), ran: sum("ran"), preempted: sum("preempted"), times: sum("times") };
    if (!isContended(all) || waits.some(isContended)) return [];
    const waiting = waits.filter(({ waited }) => waited > 0).length;
    return [
      {
        title: `${waiting} processes together wait for CPUs, none of them much by itself`,
        evidence: evidence(all),
        threshold: `${THRESHOLD} It holds for all processes together, and for none alone.`,
        advice:
          "There is more to run than CPUs to run it on. Fewer processes at a time get as much done with fewer switches; otherwise it takes more CPUs.",
        saves: {},
        severity: severity(all),
      },
    ];
  },
};
