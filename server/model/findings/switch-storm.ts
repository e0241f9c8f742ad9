/** Threads that hand each other tiny things, or one lock, and sleep each time: the scheduler works more than they do. */
import type { ReportFlow, ReportProcess } from "../report.ts";
import type { FindingRule } from "./finding-rule.ts";
import { usefulCalls } from "./moved-through-memory.ts";

/** Fewer cost some tens of milliseconds at most. */
const LEAST_SWITCHES = 10_000;
/** CPU time for each switch, in seconds. A switch with its wake-up and its calls costs some microseconds: a tenth of this. */
const WORK_PER_SWITCH = 50e-6;
/** What is handed over in a message of this size or less is a signal, not data. */
const HAND_OVER_BYTES = 256;

interface Cause {
  readonly what: string;
  readonly calls: number;
  readonly advice: string;
}

/** Reads that fetched a tiny thing from another thread or process of this machine. */
function isHandOver({ from, to, bytes, calls, errors }: ReportFlow): boolean {
  const local = from === "pipe" || from === "unix" || from === "eventfd";
  return to === "memory" && local && calls > errors && bytes / (calls - errors) <= HAND_OVER_BYTES;
}

/** What the sleeping is about: nine times in ten one of these; waiting for the network or a disk is neither. */
function causes({ syscalls, flows }: ReportProcess): readonly Cause[] {
  const futex = syscalls.find(({ name }) => name === "futex")?.calls ?? 0;
  const handed = flows.filter(isHandOver).reduce((sum, flow) => sum + usefulCalls(flow), 0);
  return [
    {
      what: "a lock (futex)",
      calls: futex,
      advice:
        "Hold the lock for less, split it, or give each thread its own part; wake one waiter instead of all, and let go of the lock before waking.",
    },
    {
      what: "tiny messages through pipes, unix sockets or eventfds",
      calls: handed,
      advice:
        "Hand over many things at once (a queue in shared memory, one wake-up for a batch), or let one thread do both halves of the work.",
    },
  ];
}

export const switchStormRule: FindingRule = {
  rule: "switch-storm",
  look: (process) => {
    const { switches, timeSeconds } = process.totals;
    if (switches === null || timeSeconds === null) return [];
    // Who is woken on the same CPU often preempts its waker: such a hand-over is an involuntary switch.
    const all = switches.voluntary + switches.involuntary;
    const busy = timeSeconds.user + timeSeconds.kernel;
    if (all < LEAST_SWITCHES || all * WORK_PER_SWITCH < busy) return [];
    return causes(process)
      .filter(({ calls }) => calls >= all / 2)
      .map(({ what, calls, advice }) => ({
        title: `Threads sleep and wake more than they work, over ${what}`,
        evidence: [
          { label: "voluntary switches", value: switches.voluntary, unit: "switches" },
          { label: "involuntary switches", value: switches.involuntary, unit: "switches" },
          { label: `calls about ${what}`, value: calls, unit: "calls" },
          { label: "CPU time", value: busy, unit: "seconds" },
          { label: "CPU time for each switch", value: busy / all, unit: "seconds" },
        ],
        threshold:
          "At least 10,000 switches, one for each 50 µs of CPU time or less, and half as many calls on such a lock or channel: a switch with its wake-up costs some microseconds, a tenth of the work in between.",
        advice,
        // With ten things a hand-over, nine of ten switches go.
        saves: { switchesFewer: Math.round(0.9 * all) },
      }));
  },
};
