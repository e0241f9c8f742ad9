/** Flows side by side: which appeared, which vanished, and how much each moves for a MiB delivered. */
import { median } from "simple-statistics";
import type { Report, ReportFlow } from "../report.ts";
import { MIB } from "../units.ts";
import { tellingOutput } from "./compared-figures.ts";
import type { ComparedFlow } from "./comparison.ts";

/** A side has a flow when it moves at least this much for a MiB delivered; less is start-up noise. */
const LEAST_BYTES = MIB / 1000;
const MOST_FLOWS = 40;

type Identity = Pick<ComparedFlow, "operation" | "from" | "to" | "filesystem" | "mechanism">;

interface Moved {
  readonly identity: Identity;
  /** By side, by run: what moved, and in how many calls. */
  readonly sides: { readonly bytes: number[]; readonly calls: number[] }[];
}

/** `sides`: the reports of each side's runs. Runs that delivered nothing have no flows to compare. */
export function compareFlows(sides: readonly (readonly Report[])[]): readonly ComparedFlow[] {
  const flows = new Map<string, Moved>();
  for (const [side, reports] of sides.entries()) {
    for (const [run, report] of reports.entries()) {
      for (const flow of report.flows) add(flows, flow, side, run, tellingOutput(report), sides);
    }
  }
  return [...flows.values()]
    .map(({ identity, sides: moved }) => compared(identity, moved, sides))
    .filter(({ bytesPerMiB }) => bytesPerMiB.some((bytes) => bytes !== null && bytes >= LEAST_BYTES))
    .sort((a, b) => largestChange(b) - largestChange(a))
    .slice(0, MOST_FLOWS);
}

function add(
  flows: Map<string, Moved>,
  flow: ReportFlow,
  side: number,
  run: number,
  output: number,
  sides: readonly (readonly Report[])[],
): void {
  const { operation, from, to, filesystem, mechanism } = flow;
  const identity = { operation, from, to, filesystem, mechanism };
  const key = JSON.stringify(Object.values(identity));
  let moved = flows.get(key);
  if (moved === undefined) {
    moved = { identity, sides: sides.map((runs) => ({ bytes: runs.map(() => 0), calls: runs.map(() => 0) })) };
    flows.set(key, moved);
  }
  const place = moved.sides[side];
  if (place === undefined || output === 0) return;
  place.bytes[run] = (place.bytes[run] ?? 0) + (flow.bytes * MIB) / output;
  place.calls[run] = (place.calls[run] ?? 0) + (flow.calls * MIB) / output;
}

function compared(identity: Identity, moved: Moved["sides"], sides: readonly (readonly Report[])[]): ComparedFlow {
  const delivers = sides.map((runs) => runs.some((report) => tellingOutput(report) > 0));
  const bytesPerMiB = moved.map(({ bytes }, side) => (delivers[side] === true ? median(bytes) : null));
  const callsPerMiB = moved.map(({ calls }, side) => (delivers[side] === true ? median(calls) : null));
  const has = bytesPerMiB.map((bytes) => (bytes ?? 0) >= LEAST_BYTES);
  const outcomes = has
    .slice(1)
    .map((there) => (there === has[0] ? "stays" : there ? ("appeared" as const) : ("vanished" as const)));
  return { ...identity, bytesPerMiB, callsPerMiB, outcomes };
}

function largestChange({ bytesPerMiB: [first = 0, ...others] }: ComparedFlow): number {
  return Math.max(...others.map((bytes) => Math.abs((bytes ?? 0) - (first ?? 0))));
}
