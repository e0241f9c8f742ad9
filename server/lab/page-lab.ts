/** The lab for the dashboard: names of the closed list in, the result and its table as the page shows it out. */
import type { LabStarter, LabTable } from "../model/live/lab.ts";
import { costWords, LAB_COLUMNS, machineWords, remarks, whatWasDone } from "./cells.ts";
import type { LabResult, LabTransfer } from "./result.ts";
import { runLab } from "./run-lab.ts";
import { labSettings } from "./settings.ts";
import { chosenTransfers, type Textbook, TRANSFERS } from "./transfers.ts";

export const PAGE_LAB: LabStarter = {
  transfers: TRANSFERS.map(({ name, what }) => ({ name, what })),
  run: async (names, say) => {
    const chosen = chosenTransfers(names);
    if (!chosen.ok) return { ok: false, message: chosen.message, remedy: null };
    const read = labSettings(process.env);
    if (!read.ok) return { ok: false, message: read.message, remedy: null };
    const run = await runLab(chosen.transfers, read.settings, say);
    return run.ok ? { ok: true, table: labTableOf(run.result), result: run.result } : run;
  },
};

/** The same cells as on a terminal, and the textbook's figures beside them. */
function labTableOf(result: LabResult): LabTable {
  return {
    above: [machineWords(result.machine), whatWasDone(result)],
    columns: LAB_COLUMNS.map(({ title }) => title.join(" ").trim()),
    rows: result.transfers.map(rowOf),
    below: [...remarks(result.transfers), ...result.conclusion, ...costWords(result)],
  };
}

function rowOf({ name, what, textbook, outcome }: LabTransfer): LabTable["rows"][number] {
  const measured = outcome.kind === "measured";
  return {
    name,
    what,
    cells: measured ? LAB_COLUMNS.map(({ cell }) => cell(outcome)) : null,
    mechanism: measured ? outcome.mechanism : "refused: see below",
    textbook: textbook === null ? "" : textbookWords(textbook),
    met: measured ? outcome.textbookMet : null,
  };
}

function textbookWords({ copiesPerByte, transitionsPerChunk }: Textbook): string {
  return transitionsPerChunk === null
    ? `${copiesPerByte} copies`
    : `${copiesPerByte} copies, ${transitionsPerChunk} transitions`;
}
