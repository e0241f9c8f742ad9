/** A comparison as one plain sentence that someone can say aloud: what is sure first, what is not last. */
import type { Change, ComparedFigure } from "./comparison.ts";
import { bareValue, percentWords, valueWords } from "./figure-words.ts";

/** The figures a verdict speaks of, in this order, and what it says of each. */
const SPOKEN: Readonly<Record<string, string>> = {
  copiesPerOutputByte: "CPU copies per output byte",
  transitionsPerMiB: "mode transitions",
  cpuSecondsPerGiB: "CPU time",
  switchesPerMiB: "context switches",
  deliveredBytesPerSecond: "delivery",
};

/** The verdict on side number `side` (from 1) against the first. */
export function verdictOn(figures: readonly ComparedFigure[], names: readonly string[], side: number): string {
  const name = names[side] ?? "";
  const said = Object.keys(SPOKEN).flatMap((key) => {
    const figure = figures.find((each) => each.key === key);
    const change = figure?.changes[side - 1];
    return figure === undefined || change === undefined ? [] : [{ figure, change }];
  });
  const sure = said.filter(({ change }) => change.outcome === "less" || change.outcome === "more");
  const few = said.filter(({ change }) => change.outcome === "few");
  const alike = said.filter(({ change }) => change.outcome === "noise" || change.outcome === "same");
  const parts = [...sure, ...few].map(({ figure, change }) => clause(figure, change, side));
  const rest = alike.map(({ figure }) => SPOKEN[figure.key]);
  const unknown = said.filter(({ change }) => change.outcome === "unknown").map(({ figure }) => SPOKEN[figure.key]);
  const missing = unknown.length === 0 ? "" : ` Not known on both: ${listed(unknown)}.`;
  if (parts.length === 0) {
    if (rest.length === 0) return `${name} cannot be compared with ${names[0]}: nothing was measured on both.`;
    const alone = rest.length === 1 ? "is" : "are";
    return `${name} and ${names[0]} do not differ by more than runs do: ${listed(rest)} ${alone} alike.${missing}`;
  }
  const doubt = few.length > 0 ? " With so few runs nobody can say how much of this is chance." : "";
  const likeness =
    rest.length === 0
      ? ""
      : ` ${capital(listed(rest))} ${rest.length === 1 ? "does" : "do"} not differ by more than runs do.`;
  return `${name} has ${listed(parts)}.${likeness}${missing}${doubt}`;
}

/** `mode transitions cut from 32.1 to 16.1 per MiB (-50%)`. */
function clause(figure: ComparedFigure, { relative, relativeLeast, relativeMost }: Change, side: number): string {
  const [first, other] = [figure.sides[0]?.median ?? null, figure.sides[side]?.median ?? null];
  const fewer = (other ?? 0) < (first ?? 0);
  const spread =
    relativeLeast === null || relativeMost === null || percentWords(relativeLeast) === percentWords(relativeMost)
      ? ""
      : `; between ${percentWords(relativeLeast)} and ${percentWords(relativeMost)} from run to run`;
  const change = relative === null ? "" : ` (${percentWords(relative)}${spread})`;
  const verb = fewer ? "cut" : "raised";
  return `${SPOKEN[figure.key]} ${verb} from ${first === null ? "" : bareValue(figure.unit, first)} to ${valueWords(figure.unit, other)}${change}`;
}

function listed(parts: readonly (string | undefined)[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
