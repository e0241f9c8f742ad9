/**
 * Small bars in the table: how bytes move, as shares; and where time goes, in CPUs. The words are in their titles. A bar
 * is one element whose parts are its backgrounds: a new second paints it and lays out nothing.
 */
import { MECHANISMS, type Mechanism } from "../../server/model/mechanism.ts";
import { byteCount, ratio, spoken } from "../parts/figure-text.ts";
import { mechanismLabel } from "../parts/mechanism-words.ts";
import type { TableRow } from "./table-row.ts";

/** A stretch of a bar: its share of the bar, and how it is painted. */
interface Part {
  readonly share: number;
  readonly paint: string;
}

const solid = (colour: string) => `linear-gradient(${colour}, ${colour})`;

/** Told apart without colour, as in the data path: long dashes by reference, short ones by DMA, a double line in the kernel. */
function paintOf(mechanism: Mechanism): string {
  const colour = `var(--${mechanism})`;
  switch (mechanism) {
    case "reference":
      return `repeating-linear-gradient(90deg, ${colour} 0 7px, transparent 7px 9px)`;
    case "direct":
      return `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 5px)`;
    case "kernel-copy":
      return `linear-gradient(${colour} 5px, transparent 5px 8px, ${colour} 8px)`;
    default:
      return solid(colour);
  }
}

/** The parts side by side from the left. A position of p % has p % of what the picture leaves free to its left. */
export function backgrounds(parts: readonly Part[]): string {
  let from = 0;
  return parts
    .map(({ share, paint }) => {
      const width = Math.min(share, 1 - from);
      const position = width >= 1 ? 0 : Math.min(1, from / (1 - width));
      from += width;
      return `${paint} ${percent(position)} 0 / ${percent(width)} 100% no-repeat`;
    })
    .join(", ");
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** Shares of all bytes that the process moved; empty where it moved none. The amounts are in its title. */
export function MechanismBar({ byMechanism }: { readonly byMechanism: TableRow["byMechanism"] }) {
  const moved = MECHANISMS.filter((mechanism) => (byMechanism[mechanism] ?? 0) > 0);
  const all = moved.reduce((sum, mechanism) => sum + (byMechanism[mechanism] ?? 0), 0);
  const words = moved
    .map((mechanism) => `${mechanismLabel(mechanism)} ${spoken(byteCount(byMechanism[mechanism] ?? 0))}`)
    .join(", ");
  const parts = moved.map((mechanism) => ({
    share: (byMechanism[mechanism] ?? 0) / all,
    paint: paintOf(mechanism),
  }));
  return (
    <span
      class="bar"
      role="img"
      title={words === "" ? "no bytes moved" : words}
      style={{ background: backgrounds(parts) }}
    />
  );
}

const TIME_COLOURS = { kernel: "series-2", user: "series-1", runnable: "series-4" } as const;

/** `most`: CPUs that fill the bar; the same in all rows, so that they can be compared. */
export function TimeBar({ time, most }: { readonly time: TableRow["time"]; readonly most: number }) {
  if (time === null) return <span class="bar" role="img" title="measured in detail full only" />;
  const words = `kernel ${ratio(time.kernel).number}, user ${ratio(time.user).number}, runnable ${ratio(time.runnable).number} CPUs`;
  const parts = (["kernel", "user", "runnable"] as const).map((part) => ({
    share: time[part] / most,
    paint: solid(`var(--${TIME_COLOURS[part]})`),
  }));
  return <span class="bar" role="img" title={words} style={{ background: backgrounds(parts) }} />;
}
