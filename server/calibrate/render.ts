/** The calibration as a table for the terminal. */
import type { Calibration, Cost, CostName } from "../model/calibration.ts";
import { safeForTerminal } from "../model/safe-text.ts";
import { formatSeconds } from "../model/units.ts";
import { plainColumns } from "../report/plain-columns.ts";

const KIB = 1024;

interface Row {
  readonly cost: CostName;
  readonly what: string;
  /** How many of them are told of: a byte's cost would be picoseconds. */
  readonly count: number;
}

const ROWS: readonly Row[] = [
  { cost: "systemCall", what: "system call that does nothing (two mode transitions)", count: 1 },
  { cost: "smallRead", what: "read of one byte", count: 1 },
  { cost: "smallSend", what: "send of one byte to a TCP socket of this machine", count: 1 },
  { cost: "copyInCache", what: "copying 64 KiB, in the CPU's cache", count: 64 * KIB },
  { cost: "copyOutOfCache", what: "copying 64 KiB, from memory", count: 64 * KIB },
  { cost: "handOver", what: "handing 64 KiB over by reference", count: 64 * KIB },
  { cost: "voluntarySwitch", what: "context switch between two threads of one CPU", count: 1 },
  { cost: "anonymousFault", what: "page fault, new memory", count: 1 },
  { cost: "fileFault", what: "page fault, mapped file in the page cache", count: 1 },
  { cost: "populatedFault", what: "the same pages mapped in one go", count: 1 },
];

/** Where four fifths of the measurements differ more than this, something else was going on. */
const UNSTEADY = 2;

const cells = ({ low, median, high }: Cost, count: number) =>
  [median, low, high].map((nanoseconds) => formatSeconds((nanoseconds * count) / 1e9));

/** The costs as text for a terminal, in columns; foreign text in it is made harmless. */
export function calibrationTable(calibration: Calibration): string {
  const { machine, costs, repetitions, measuredAt } = calibration;
  const table = plainColumns(
    [
      ["CPU time of one", "median", "from", "to"],
      ...ROWS.map(({ cost, what, count }) => [what, ...cells(costs[cost], count)]),
    ],
    { aligns: ["left", "right", "right", "right"] },
  );
  const where = safeForTerminal(`${machine.processor}, Linux ${machine.kernel} (${machine.host})`, 200);
  return `${where}, ${measuredAt}\n${repetitions} repetitions; four fifths of them lie between from and to.\n\n${table.join("\n")}\n`;
}

/** A sentence where the measurements differ too much to be trusted; null where they agree. */
export function unsteadiness({ costs }: Calibration): string | null {
  const row = ROWS.find(({ cost }) => costs[cost].high > UNSTEADY * costs[cost].low);
  if (row === undefined) return null;
  const [, low, high] = cells(costs[row.cost], row.count);
  return `The measurements differ a lot (${row.what}: ${low} to ${high}): other programs load this machine, or trace it. Savings will be told with wide error bars; run it again when it is quiet.`;
}
