/** The flows of the sides: how much each moves for a MiB delivered, and which appeared or vanished. */
import type { ComparedFlow, ComparedSide } from "../../server/model/compare/comparison.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { formatBytes } from "../../server/model/units.ts";
import { mechanismColour, mechanismLabel } from "../parts/mechanism-words.ts";
import { SideName } from "./side-name.tsx";

interface FlowBarsProps {
  readonly sides: readonly ComparedSide[];
  readonly flows: readonly ComparedFlow[];
}

function outcomesOf({ outcomes }: ComparedFlow, sides: readonly ComparedSide[]): readonly string[] {
  return outcomes.flatMap((outcome, index) =>
    outcome === "stays" ? [] : [sides.length === 2 ? outcome : `${outcome} in ${sides[index + 1]?.name}`],
  );
}

/** Bars of all flows are on one scale; a side that delivered nothing has none and says so. */
export function FlowBars({ sides, flows }: FlowBarsProps) {
  const most = Math.max(1, ...flows.flatMap(({ bytesPerMiB }) => bytesPerMiB.map((bytes) => bytes ?? 0)));
  return (
    <section class="card section" aria-label="Flows">
      <header class="card-head">
        <h2>Flows</h2>
        <span class="muted">bytes for each MiB delivered; the largest change first</span>
      </header>
      <ul class="compare-flows">
        {flows.map((flow) => {
          const { operation, from, to, filesystem, mechanism, bytesPerMiB } = flow;
          const key = `${operation} ${from} ${to} ${filesystem} ${mechanism}`;
          return (
            <li key={key} data-flow={`${operation} ${from} ${to}`}>
              <p>
                <code class="name">{safeForTerminal(operation, 60)}</code> {from} → {to}
                {filesystem === null ? "" : ` (${safeForTerminal(filesystem, 40)})`},{" "}
                <span style={{ color: `var(--${mechanismColour(mechanism)})` }}>{mechanismLabel(mechanism)}</span>{" "}
                {outcomesOf(flow, sides).map((outcome) => (
                  <span key={outcome} class="flow-outcome">
                    {outcome}
                  </span>
                ))}
              </p>
              {bytesPerMiB.map((bytes, side) => (
                <div key={sides[side]?.name} class="flow-bar">
                  <SideName side={side} name={sides[side]?.name ?? ""} />
                  <span class="flow-track">
                    <span
                      style={{
                        width: `${(100 * (bytes ?? 0)) / most}%`,
                        background: `var(--${mechanismColour(mechanism)})`,
                      }}
                    />
                  </span>
                  <span>{bytes === null ? "nothing delivered" : formatBytes(bytes)}</span>
                </div>
              ))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
