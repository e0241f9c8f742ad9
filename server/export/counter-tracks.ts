/**
 * The counters of a trace: for each process bytes, transitions and switches a second, as steps that hold for a
 * frame. A counter begins when there is something to show, and falls to 0 when its process does nothing any more.
 */
import { Tally } from "../model/accumulate-tally.ts";
import type { Dma, Frame, ProcessFrame } from "../model/frame.ts";
import { MECHANISMS } from "../model/mechanism.ts";
import { totalsFromTally } from "../model/totals.ts";
import type { PacketStream } from "./packet-stream.ts";

interface Counter {
  readonly track: number;
  value: number;
}

/** Name, unit and amount in one frame. */
type Amount = readonly [name: string, unit: "bytes" | "count", amount: number];

/** What a process's counters show; the detail does not measure what is missing. */
function amountsOf(process: ProcessFrame): readonly Amount[] {
  const tally = new Tally();
  tally.add(process);
  const { bytes, transitions, switches } = totalsFromTally(tally);
  return [
    ["CPU copied", "bytes", bytes.cpuCopied],
    ["output", "bytes", bytes.output],
    ...MECHANISMS.map((mechanism): Amount => [`moved by ${mechanism}`, "bytes", bytes.byMechanism[mechanism]]),
    ...(transitions === null ? [] : [["mode transitions", "count", transitions] as const]),
    ...(switches === null
      ? []
      : [
          ["voluntary switches", "count", switches.voluntary] as const,
          ["involuntary switches", "count", switches.involuntary] as const,
        ]),
  ];
}

const DMA_NAMES: Readonly<Record<keyof Dma, string>> = {
  diskRead: "disk read by DMA (whole system)",
  diskWrite: "disk write by DMA (whole system)",
  nicTransmit: "NIC transmit by DMA (whole system)",
  nicTransmitPaged: "NIC transmit from page fragments, at least (whole system)",
  nicReceive: "NIC receive by DMA (whole system)",
};

export class CounterTracks {
  readonly #stream: PacketStream;
  /** The track of a process, which its counters hang below; undefined for the scope's own. */
  readonly #parentOf: (process: ProcessFrame) => number;
  /** By process number; null is the whole system. */
  readonly #counters = new Map<number | null, Map<string, Counter>>();
  #shown = new Set<number>();

  constructor(stream: PacketStream, parentOf: (process: ProcessFrame) => number) {
    this.#stream = stream;
    this.#parentOf = parentOf;
  }

  /** `start`: the frame's beginning in nanoseconds of the trace. */
  frame(frame: Frame, start: number): void {
    const seconds = (frame.end - frame.start) / 1000;
    if (!(seconds > 0)) return;
    const here = new Set<number>();
    for (const process of frame.processes) {
      here.add(process.id);
      const parent = this.#parentOf(process);
      for (const [name, unit, amount] of amountsOf(process)) {
        this.#step(process.id, parent, name, unit, amount / seconds, start);
      }
    }
    for (const id of this.#shown) if (!here.has(id)) this.#fall(id, start);
    this.#shown = here;
    for (const [key, name] of Object.entries(DMA_NAMES)) {
      const amount = frame.dma[key as keyof Dma];
      if (amount !== null) this.#step(null, null, name, "bytes", amount / seconds, start);
    }
  }

  /** The last frame ended at `end`: everything falls to 0 there. */
  finish(end: number): void {
    for (const id of this.#counters.keys()) this.#fall(id, end);
  }

  #step(
    id: number | null,
    parent: number | null,
    name: string,
    unit: "bytes" | "count",
    value: number,
    at: number,
  ): void {
    let counters = this.#counters.get(id);
    if (counters === undefined) {
      counters = new Map();
      this.#counters.set(id, counters);
    }
    let counter = counters.get(name);
    if (counter === undefined) {
      if (value === 0) return;
      const unitName = unit === "bytes" ? "B/s" : "/s";
      const track = this.#stream.track({
        name: `${name} ${unitName}`,
        counter: { unit, unitName },
        ...(parent === null ? {} : { parent }),
      });
      counter = { track, value: Number.NaN };
      counters.set(name, counter);
    }
    if (counter.value === value) return;
    counter.value = value;
    this.#stream.event(at, { type: "counter", track: counter.track, value });
  }

  #fall(id: number | null, at: number): void {
    for (const counter of this.#counters.get(id)?.values() ?? []) {
      if (counter.value === 0) continue;
      counter.value = 0;
      this.#stream.event(at, { type: "counter", track: counter.track, value: 0 });
    }
  }
}
