/** The doctor's report as lines for a terminal. The status is a word first; colour only repeats it. */
import { styleText } from "node:util";
import { safeForTerminal } from "../model/safe-text.ts";
import type { Check, CheckStatus } from "./check.ts";
import type { DoctorReport } from "./doctor.ts";

const COLOURS = { ok: "green", warn: "yellow", fail: "red", skip: "gray" } as const;
const WORD_WIDTH = 4;
const LONGEST = 600;

/** One line a check, its remedy below it, and the count at the end. Foreign text comes out on one line, visible. */
export function renderDoctor(report: DoctorReport, colour: boolean = terminalTakesColour()): string {
  const nameWidth = Math.max(0, ...report.checks.map(({ name }) => name.length));
  // Whether the terminal takes colour is decided by the caller, so styleText need not look.
  const word = (status: CheckStatus) => {
    const padded = status.padEnd(WORD_WIDTH);
    return colour ? styleText(COLOURS[status], padded, { validateStream: false }) : padded;
  };
  const lines = report.checks.flatMap(({ status, name, found, remedy }) => [
    `${word(status)}  ${safeForTerminal(name).padEnd(nameWidth)}  ${safeForTerminal(found, LONGEST)}`,
    ...(remedy === null ? [] : [`${" ".repeat(WORD_WIDTH + 2 + nameWidth)}  → ${safeForTerminal(remedy, LONGEST)}`]),
  ]);
  return `${[...lines, "", summary(report.checks)].join("\n")}\n`;
}

function summary(checks: readonly Check[]): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const failed = count("fail");
  const figures = `${count("ok")} ok, ${count("warn")} warn, ${failed} fail, ${count("skip")} skip`;
  return `${figures}. ${failed === 0 ? "copyscope can run here." : "copyscope cannot run here until what failed is put right."}`;
}

/** NO_COLOR is honoured whatever its value, unless empty (no-color.org). */
function terminalTakesColour(): boolean {
  return process.stdout.isTTY === true && !process.env["NO_COLOR"];
}
