/** Mode transitions a second by what caused them, stacked: system calls by family, and page faults. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { TRANSITION_CAUSES, type TransitionCause } from "../../server/model/live/syscall-family.ts";
import { eventRate } from "../parts/figure-text.ts";
import { secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";

const LOOK: { readonly [C in TransitionCause]: readonly [label: string, colour: string] } = {
  data: ["moving data", "series-1"],
  wait: ["waiting", "series-5"],
  files: ["files", "series-3"],
  network: ["sockets", "series-6"],
  memory: ["memory", "series-4"],
  processes: ["processes", "series-7"],
  io_uring: ["io_uring", "unknown"],
  other: ["other calls", "series-rest"],
  "page-faults": ["page faults", "series-2"],
};

/** Transitions a second by cause; a cause that does not come up in these frames has no row. */
export function transitionChart(frames: readonly LiveFrame[]): LineChart {
  const shown = TRANSITION_CAUSES.filter((cause) => frames.some(({ totals }) => (totals.transitions[cause] ?? 0) > 0));
  return {
    rows: shown.map((cause) => ({
      key: cause,
      label: LOOK[cause][0],
      colour: LOOK[cause][1],
      value: (frame) => (frame.totals.transitions[cause] ?? 0) / secondsOf(frame),
    })),
    stacked: true,
    base: "decimal",
    format: eventRate,
    unmeasured: "No mode transitions in this time",
  };
}
