/** Small bars in the table: how bytes move, as shares; and where time goes, in CPUs. The words are in their titles. */
import { MECHANISMS, type Mechanism } from "../../server/model/mechanism.ts";
import { byteCount, ratio, spoken } from "../parts/figure-text.ts";
import { mechanismLabel } from "../parts/mechanism-words.ts";
import type { TableRow } from "./table-row.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export function MechanismBar({ byMechanism }: { readonly byMechanism: TableRow["byMechanism"] }) {
  const parts = MECHANISMS.flatMap((mechanism): [Mechanism, number][] => {
    const bytes = byMechanism[mechanism] ?? 0;
    return bytes > 0 ? [[mechanism, bytes]] : [];
  });
  const all = sum(parts.map(([, bytes]) => bytes));
  const words = parts
    .map(([mechanism, bytes]) => `${mechanismLabel(mechanism)} ${spoken(byteCount(bytes))}`)
    .join(", ");
  return (
    <span class="bar" role="img" title={words === "" ? "no bytes moved" : words}>
      {parts.map(([mechanism, bytes]) => (
        <span
          key={mechanism}
          class={`bar-part bar-${mechanism}`}
          style={{ flexGrow: bytes / all, color: `var(--${mechanism})` }}
        />
      ))}
    </span>
  );
}

const TIME_COLOURS = { kernel: "series-2", user: "series-1", runnable: "series-4" } as const;

/** `most`: CPUs that fill the bar; the same in all rows, so that they can be compared. */
export function TimeBar({ time, most }: { readonly time: TableRow["time"]; readonly most: number }) {
  if (time === null) return <span class="muted">–</span>;
  const words = `kernel ${ratio(time.kernel).number}, user ${ratio(time.user).number}, runnable ${ratio(time.runnable).number} CPUs`;
  return (
    <span class="bar bar-scaled" role="img" title={words}>
      {(["kernel", "user", "runnable"] as const).map((part) => (
        <span
          key={part}
          class="bar-part"
          style={{ width: `${Math.min(100, (100 * time[part]) / most)}%`, color: `var(--${TIME_COLOURS[part]})` }}
        />
      ))}
    </span>
  );
}
