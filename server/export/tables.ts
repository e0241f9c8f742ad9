/** Every table that can be exported, in the order of docs/exports.md. */
import { CALLS_TABLE } from "./calls-table.ts";
import { FLOWS_TABLE } from "./flows-table.ts";
import { FRAMES_TABLE } from "./frames-table.ts";
import { PROCESSES_TABLE } from "./processes-table.ts";
import { SYSCALLS_TABLE } from "./syscalls-table.ts";
import type { Table } from "./table.ts";
import { THREADS_TABLE } from "./threads-table.ts";

export const TABLES: readonly Table[] = [
  PROCESSES_TABLE,
  FLOWS_TABLE,
  SYSCALLS_TABLE,
  THREADS_TABLE,
  FRAMES_TABLE,
  CALLS_TABLE,
];
