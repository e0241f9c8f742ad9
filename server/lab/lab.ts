/** `copyscope lab`: the names of transfers in, their measured table out. */
import { safeForTerminal } from "../model/safe-text.ts";
import { type LabFormat, rendered } from "./render.ts";
import type { LabResult } from "./result.ts";
import { runLab } from "./run-lab.ts";
import { labSettings } from "./settings.ts";
import { chosenTransfers } from "./transfers.ts";

export type LabAnswer =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** Runs these transfers (all, when none is named); `say` takes a line of progress. */
export async function lab(
  names: readonly string[],
  format: LabFormat,
  say: (line: string) => void,
): Promise<LabAnswer> {
  const chosen = chosenTransfers(names);
  if (!chosen.ok) return { ok: false, message: chosen.message, remedy: null };
  const read = labSettings(process.env);
  if (!read.ok) return { ok: false, message: read.message, remedy: null };
  const run = await runLab(chosen.transfers, read.settings, say);
  if (!run.ok) return run;
  return { ok: true, text: rendered(run.result, format), notes: format === "json" ? warnings(run.result) : [] };
}

/** What table and Markdown say beside the figures, for somebody who watches a program take the JSON. */
function warnings({ transfers }: LabResult): readonly string[] {
  const sentences = transfers.flatMap(({ name, outcome }) => {
    if (outcome.kind === "refused") return [`${name} could not be done here: ${outcome.reason}`];
    return outcome.trust.reasons.map((reason) => `${name} is NOT COMPLETE: ${reason}`);
  });
  return sentences.map((sentence) => safeForTerminal(sentence, 400));
}
