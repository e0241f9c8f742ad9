/** The result for a terminal: plain columns in ASCII, at most 110 wide. */
import type { Cell } from "cli-table3";
import { safeForTerminal } from "../model/safe-text.ts";
import { plainColumns } from "../report/plain-columns.ts";
import { costWords, LAB_COLUMNS, machineWords, remarks, whatWasDone } from "./cells.ts";
import type { LabResult, LabTransfer } from "./result.ts";

const WIDTH = 110;
const MECHANISM_WIDTH = 20;
const LONGEST_REMARK = 400;

function row({ name, outcome }: LabTransfer): Cell[] {
  if (outcome.kind === "measured") return [name, ...LAB_COLUMNS.map(({ cell }) => cell(outcome)), outcome.mechanism];
  return [name, { content: "refused: see below", colSpan: LAB_COLUMNS.length + 1, hAlign: "left" }];
}

function table(transfers: readonly LabTransfer[]): string {
  const head = ["\ntransfer", ...LAB_COLUMNS.map(({ title }) => title.join("\n")), "\nmechanism"];
  return plainColumns([head, ...transfers.map(row)], {
    aligns: ["left", ...LAB_COLUMNS.map(() => "right" as const), "left"],
    widths: [...Array.from({ length: LAB_COLUMNS.length + 1 }, () => null), MECHANISM_WIDTH],
  }).join("\n");
}

/** Words in lines of at most the table's width; what follows a line is indented. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of safeForTerminal(text, LONGEST_REMARK * 2).split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** The result as text, ending in a newline. */
export function labTable(result: LabResult): string {
  const below = [...remarks(result.transfers), ...result.conclusion, ...costWords(result)];
  const above = [machineWords(result.machine), whatWasDone(result)];
  return `${above.map(wrapped).join("\n")}\n\n${table(result.transfers)}\n\n${below.map(wrapped).join("\n")}\n`;
}
