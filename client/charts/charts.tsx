/** All charts over time, on one axis. Each card is a pure function of frames; this file says which and in what order. */
import { effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { byteCount, nanoseconds } from "../parts/figure-text.ts";
import { live } from "../state/live.ts";
import { chosenSteps, wholeSteps } from "../state/shown-frames.ts";
import { selectedEdge } from "../state/view.ts";
import { ChartCard, type ChartCardProps } from "./chart-card.tsx";
import { DMA_CHART } from "./dma.ts";
import { drawTurn } from "./draw-queue.ts";
import { type HeatMap, heatModel } from "./heat-map.ts";
import { lineModel } from "./line-chart.ts";
import { mechanismChart } from "./mechanisms.ts";
import { operationChart } from "./operations.ts";
import { placePointers } from "./pointers.ts";
import { SWITCH_CHART } from "./switches.ts";
import { TIME_CHART } from "./time-split.ts";
import { transitionChart } from "./transitions.ts";

const FULL_ONLY = "Measured in detail full only";

const LATENCY: HeatMap = { histogram: ({ latency }) => latency, format: nanoseconds, unmeasured: FULL_ONLY };
const SIZES: HeatMap = { histogram: ({ size }) => size, format: byteCount, unmeasured: FULL_ONLY };
const WAITS: HeatMap = { histogram: ({ runQueueWait }) => runQueueWait, format: nanoseconds, unmeasured: FULL_ONLY };

function cards(): readonly ChartCardProps[] {
  return [
    {
      title: "Bytes by mechanism",
      explanation: "Bytes a second by how they moved. What the CPU copies is at the bottom.",
      build: (hidden, top) =>
        lineModel(mechanismChart(chosenSteps.value, selectedEdge.value), chosenSteps.value, hidden, top),
    },
    {
      title: "Bytes by operation",
      explanation: "Bytes a second by the kind of call that moved them; the heaviest six of the time shown.",
      build: (hidden, top) =>
        lineModel(operationChart(chosenSteps.value, selectedEdge.value), chosenSteps.value, hidden, top),
    },
    {
      title: "Mode transitions",
      explanation:
        "Crossings between user and kernel mode a second, by cause. A system call is two, so is a page fault in user mode. These are not context switches.",
      build: (hidden, top) => lineModel(transitionChart(chosenSteps.value), chosenSteps.value, hidden, top),
    },
    {
      title: "Context switches",
      explanation:
        "How often the scheduler put another thread on a CPU, a second: voluntary when the thread blocked, involuntary when it was preempted.",
      build: (hidden, top) => lineModel(SWITCH_CHART, chosenSteps.value, hidden, top),
    },
    {
      title: "Time split, in CPUs",
      explanation:
        "Where the threads' time went; 1.00 is one CPU's whole time. Runnable threads want a CPU and wait for one. Blocked ones are read out below and drawn when chosen there.",
      quiet: ["blocked"],
      build: (hidden, top) => lineModel(TIME_CHART, chosenSteps.value, hidden, top),
    },
    {
      title: "Run-queue wait",
      explanation:
        "Time between wake-up (or preemption) and running again, by the scheduler's own clock: it says 0–2 ns where a thread got a CPU as it woke. Darker: more waits. Lines: p50 and p99.",
      build: (hidden) => heatModel(WAITS, wholeSteps.value, hidden),
    },
    {
      title: "System-call latency",
      explanation: "How long data-moving calls took. Darker: more calls. Lines: p50 and p99, to the power of two.",
      build: (hidden) => heatModel(LATENCY, chosenSteps.value, hidden),
    },
    {
      title: "Request sizes",
      explanation: "Bytes moved by one call. Darker: more calls. Lines: p50 and p99, to the power of two.",
      build: (hidden) => heatModel(SIZES, chosenSteps.value, hidden),
    },
    {
      title: "Disk and NIC DMA",
      explanation:
        "What devices moved themselves, for the whole machine: the kernel cannot tell whose it is. Gathered: the part the NIC took from page fragments (scatter-gather) instead of a linear buffer.",
      build: (hidden, top) => lineModel(DMA_CHART, wholeSteps.value, hidden, top),
    },
  ];
}

/** Every card, in order; all read the same time axis and share one crosshair. */
export function Charts() {
  const grid = useRef<HTMLDivElement>(null);
  const all = useMemo(cards, []);
  useEffect(() => (grid.current === null ? undefined : placePointers(grid.current)), []);
  useEffect(
    () =>
      effect(() => {
        live.tick.value;
        drawTurn(live.drawing);
      }),
    [],
  );
  return (
    <div class="charts" ref={grid}>
      {all.map((card) => (
        <ChartCard key={card.title} {...card} />
      ))}
    </div>
  );
}
