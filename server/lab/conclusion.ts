/** What the lab saw, in plain words and computed from its numbers. */
import { formatRatio, formatShare, plural } from "../model/units.ts";
import type { LabTransfer, Measured } from "./result.ts";

interface Row {
  readonly transfer: LabTransfer;
  readonly measured: Measured;
  readonly copies: number;
  readonly transitions: number;
}

/** The rows of which both figures are known. */
function knownRows(transfers: readonly LabTransfer[]): readonly Row[] {
  return transfers.flatMap((transfer) => {
    const { outcome } = transfer;
    if (outcome.kind !== "measured") return [];
    const { copiesPerOutputByte: copies, transitionsPerChunk: transitions } = outcome;
    return copies === null || transitions === null ? [] : [{ transfer, measured: outcome, copies, transitions }];
  });
}

/** Whole numbers without decimals, others with two. */
function figure(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return Number.isInteger(rounded) ? String(rounded) : formatRatio(value);
}

function copiedWords(times: string): string {
  const words: Readonly<Record<string, string>> = { 0: "no byte", 1: "every byte once", 2: "every byte twice" };
  return words[times] ?? `every byte ${times} times`;
}

/** The two that say most: read-write and sendfile where they were run, else most copies and fewest. */
function contrast(rows: readonly Row[]): readonly [Row, Row] | null {
  const named = (name: string) => rows.find(({ transfer }) => transfer.name === name);
  const byCopies = [...rows].sort((a, b) => b.copies - a.copies || b.transitions - a.transitions);
  const most = named("read-write") ?? byCopies[0];
  const fewest =
    (most !== named("sendfile") ? named("sendfile") : undefined) ?? byCopies.findLast((row) => row !== most);
  return most === undefined || fewest === undefined ? null : [most, fewest];
}

function copiesAndTransitions({ transfer, copies, transitions }: Row): string {
  const chunk = `${figure(transfer.chunkBytes / 1024)} KiB`;
  return `${transfer.name} copied ${copiedWords(figure(copies))} and made ${figure(transitions)} mode transitions for each chunk of ${chunk}`;
}

function cpuSeconds({ measured }: Row): number | null {
  const { user, kernel } = measured.cpuSecondsPerGiB;
  return user === null || kernel === null ? null : user + kernel;
}

function speeds(more: Row, less: Row): readonly string[] {
  const [slow, fast] = [more.measured.mbPerSecond, less.measured.mbPerSecond];
  const [much, little] = [cpuSeconds(more), cpuSeconds(less)];
  const { name } = less.transfer;
  const parts = [
    ...(slow && fast ? [`moved ${figure(fast / slow)} times as much a second`] : []),
    ...(much && little !== null ? [`took ${formatShare(little / much)} of the CPU time`] : []),
  ];
  return parts.length === 0 ? [] : [`Against ${more.transfer.name}, ${name} ${parts.join(" and ")}.`];
}

function switchesRemark(rows: readonly Row[]): readonly string[] {
  const parts = rows.flatMap(({ transfer, measured }) =>
    measured.switchesPerMiB === null ? [] : [`${figure(measured.switchesPerMiB)} per MiB in ${transfer.name}`],
  );
  return parts.length === 0 ? [] : [`Context switches are another thing: ${parts.join(", ")}.`];
}

function textbookSentences(transfers: readonly LabTransfer[]): readonly string[] {
  const outcomes = transfers.map(({ name, textbook, outcome }) => ({
    name,
    textbook,
    met: outcome.kind === "measured" ? outcome.textbookMet : null,
  }));
  const judged = outcomes.filter(({ met }) => met !== null);
  const unlike = judged.filter(({ met }) => met === false).map(({ name }) => name);
  if (judged.length === 0) return [];
  if (unlike.length > 0) return [`Not as the textbook has it: ${unlike.join(", ")}.`];
  if (judged.length === 1) return ["That is what the textbook says."];
  return [`${judged.length === 2 ? "Both" : `All ${judged.length}`} are as the textbook has them.`];
}

function warnings(transfers: readonly LabTransfer[]): readonly string[] {
  const refused = transfers.filter(({ outcome }) => outcome.kind === "refused").length;
  const incomplete = transfers.flatMap(({ name, outcome }) =>
    outcome.kind === "measured" && !outcome.trust.complete ? [name] : [],
  );
  return [
    ...(refused > 0 ? [`${plural(refused, "transfer")} could not be done on this machine.`] : []),
    ...(incomplete.length > 0 ? [`NOT COMPLETE, so that figures may be wrong: ${incomplete.join(", ")}.`] : []),
  ];
}

/** What was seen, in sentences. */
export function conclusionOf(transfers: readonly LabTransfer[]): readonly string[] {
  const rows = knownRows(transfers);
  const pair = contrast(rows) ?? rows.slice(0, 1);
  const [more, less] = pair;
  if (more === undefined) return ["No transfer could be measured.", ...warnings(transfers)];
  return [
    `${pair.map(copiesAndTransitions).join("; ")}.`,
    ...(less === undefined ? [] : speeds(more, less)),
    ...switchesRemark(pair),
    ...textbookSentences(transfers),
    ...warnings(transfers),
  ];
}
