/**
 * Whether a signal that reaches this process came from the terminal, and so reached the command as well.
 */
import { readFileSync } from "node:fs";

/** True when this process is in the foreground process group of its terminal. */
export function inForeground(): boolean {
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // proc_pid_stat(5): pgrp is field 5, tpgid field 8; -1 without a terminal
    return fields[2] === fields[5];
  } catch {
    return false;
  }
}
