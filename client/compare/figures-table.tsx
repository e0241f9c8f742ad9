/** The figures side by side: medians with their spread, the change, and whether it is more than noise. */
import type { Change, ComparedFigure, ComparedSide, FigureUnit } from "../../server/model/compare/comparison.ts";
import { changeWords, outcomeWords, spreadWords } from "../../server/model/compare/figure-words.ts";
import { SideName } from "./side-name.tsx";
import { SpreadStrip } from "./spread-strip.tsx";

/** What figures are counted by, in the order in which they are told. */
const GROUPS: readonly { readonly title: string; readonly units: readonly FigureUnit[] }[] = [
  { title: "For what was delivered", units: ["ratio", "per-MiB", "seconds-per-GiB"] },
  { title: "For each second", units: ["bytes-per-second", "per-second"] },
  { title: "In all", units: ["bytes", "seconds"] },
];

/** `good`, `bad`, `sure` (neither), or `unsure`. */
function tone({ better }: ComparedFigure, { outcome }: Change): string {
  if (outcome !== "less" && outcome !== "more") return outcome === "few" ? "few" : "unsure";
  if (better === null) return "sure";
  return better === outcome ? "good" : "bad";
}

function FigureRow({ figure }: { readonly figure: ComparedFigure }) {
  return (
    <tr data-figure={figure.key}>
      <th scope="row">{figure.label}</th>
      {figure.sides.map((spread, side) => (
        <td key={side}>{spreadWords(figure.unit, spread)}</td>
      ))}
      <td class="strip-cell">
        <SpreadStrip sides={figure.sides} />
      </td>
      {figure.changes.map((change, side) => (
        <td key={side} class="change">
          <span class={`change-mark change-${tone(figure, change)}`}>{changeWords(change)}</span>{" "}
          <span class="muted">{outcomeWords(figure, change)}</span>
        </td>
      ))}
    </tr>
  );
}

interface FiguresTableProps {
  readonly sides: readonly ComparedSide[];
  readonly figures: readonly ComparedFigure[];
}

/**
 * A row a figure, a column a side, and a change for each side but the first, which is what the others are compared
 * with.
 */
export function FiguresTable({ sides, figures }: FiguresTableProps) {
  const [first, ...others] = sides;
  return (
    <section class="card section" aria-label="Figures">
      <header class="card-head">
        <h2>Figures</h2>
        <span class="muted">median, and from the least to the most run; a dot is a run</span>
      </header>
      {/* biome-ignore lint/a11y: a region that scrolls must be reachable by keyboard, and a fieldset it is not */}
      <div class="report-table compare-table" tabIndex={0} role="group" aria-label="Table of figures">
        <table>
          <thead>
            <tr>
              <th scope="col">figure</th>
              {sides.map(({ name }, side) => (
                <th key={name} scope="col">
                  <SideName side={side} name={name} />
                </th>
              ))}
              <th scope="col" class="strip-cell">
                runs
              </th>
              {others.map(({ name }) => (
                <th key={name} scope="col">
                  {name} against {first?.name}
                </th>
              ))}
            </tr>
          </thead>
          {GROUPS.map(({ title, units }) => (
            <tbody key={title}>
              <tr class="group">
                <th colSpan={sides.length + others.length + 2} scope="rowgroup">
                  {title}
                </th>
              </tr>
              {figures
                .filter(({ unit }) => units.includes(unit))
                .map((figure) => (
                  <FigureRow key={figure.key} figure={figure} />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}
