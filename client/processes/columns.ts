/** The table's columns: the order each asks the server for, and the value it is sorted by in a brushed window. */
import type { ProcessOrder } from "../../server/model/live/protocol.ts";
import { allSwitches, cpuOf, type TableRow } from "./table-row.ts";

export interface Column {
  readonly order: ProcessOrder;
  readonly label: string;
  readonly title: string;
  readonly key: (row: TableRow) => number | string;
  /** Left out on phones. */
  readonly wide?: true;
}

/** In the order of the table's cells, which processes.tsx draws. */
export const COLUMNS: readonly Column[] = [
  { order: "command", label: "Process", title: "Command name and pid", key: ({ command }) => command },
  { order: "copied", label: "Copied", title: "Bytes the CPU copied, a second", key: ({ copied }) => copied },
  {
    order: "copies-per-byte",
    label: "Copies/byte",
    title: "Bytes the CPU copied for each byte of output",
    key: ({ copiesPerByte }) => copiesPerByte ?? -1,
  },
  { order: "output", label: "Output", title: "Bytes delivered, a second", key: ({ output }) => output, wide: true },
  {
    order: "reference",
    label: "Mechanism",
    title: "Bytes by mechanism; sorts by bytes moved by reference",
    key: ({ byMechanism }) => byMechanism.reference ?? 0,
  },
  {
    order: "transitions",
    label: "Transitions",
    title: "Mode transitions a second",
    key: ({ transitions }) => transitions ?? -1,
    wide: true,
  },
  {
    order: "switches",
    label: "Switches",
    title: "Context switches a second",
    key: (row) => allSwitches(row) ?? -1,
    wide: true,
  },
  {
    order: "cpu",
    label: "Time split",
    title: "CPUs used: kernel, user; and runnable",
    key: (row) => cpuOf(row) ?? -1,
    wide: true,
  },
];

/** Rows in an order, for windows, where the server sends a report and not a table. */
export function sortedRows(
  rows: readonly TableRow[],
  order: ProcessOrder,
  descending: boolean,
  filter: string,
): readonly TableRow[] {
  const column = COLUMNS.find((one) => one.order === order);
  const wanted = filter.toLowerCase();
  const passing = rows.filter(({ command, pid }) => `${command} ${pid}`.toLowerCase().includes(wanted));
  if (column === undefined) return passing;
  const sign = descending ? -1 : 1;
  return passing.toSorted((a, b) => {
    const [left, right] = [column.key(a), column.key(b)];
    if (typeof left === "string" || typeof right === "string") return sign * String(left).localeCompare(String(right));
    return sign * (left - right);
  });
}
