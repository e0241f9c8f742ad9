/** The result in the format that was asked for. */
import { proseForMarkdown } from "../model/safe-text.ts";
import { harmlessJson } from "../report/json.ts";
import { costWords, LAB_COLUMNS, machineWords, remarks, whatWasDone } from "./cells.ts";
import { labTable } from "./render-table.ts";
import type { LabResult, LabTransfer } from "./result.ts";

export type LabFormat = "table" | "md" | "json";

function markdownRow({ name, outcome }: LabTransfer): readonly string[] {
  if (outcome.kind === "measured") {
    return [name, ...LAB_COLUMNS.map(({ cell }) => cell(outcome)), proseForMarkdown(outcome.mechanism)];
  }
  return [name, ...LAB_COLUMNS.map(() => ""), "refused: see below"];
}

function labMarkdown(result: LabResult): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    line(["transfer", ...LAB_COLUMNS.map(({ title }) => title.join(" ").trim()), "mechanism"]),
    line(["---", ...LAB_COLUMNS.map(() => "---:"), "---"]),
    ...result.transfers.map((transfer) => line(markdownRow(transfer))),
  ];
  const above = [machineWords(result.machine), whatWasDone(result)].map(proseForMarkdown);
  const below = [...remarks(result.transfers), ...result.conclusion, ...costWords(result)].map(
    (sentence) => `- ${proseForMarkdown(sentence)}`,
  );
  return `${[...above, table.join("\n"), below.join("\n")].join("\n\n")}\n`;
}

/** The result as text, ending in a newline. */
export function rendered(result: LabResult, format: LabFormat): string {
  switch (format) {
    case "table":
      return labTable(result);
    case "md":
      return labMarkdown(result);
    case "json":
      return harmlessJson(result);
  }
}
