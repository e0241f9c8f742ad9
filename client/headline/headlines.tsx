/** The headline figures: large enough to be read from a few steps away. */
import { useComputed } from "@preact/signals";
import { secondsOf } from "../charts/chart-model.ts";
import { HEADLINES, type Headline } from "../figures/headline.ts";
import { narrowed } from "../figures/narrowed.ts";
import { Explain } from "../parts/explain.tsx";
import { Figure } from "../parts/figure.tsx";
import { NO_FIGURE } from "../parts/figure-text.ts";
import { chosenSteps, figuresFrame, figuresSeconds } from "../state/shown-frames.ts";
import { selectedEdge } from "../state/view.ts";
import { Sparkline } from "./sparkline.tsx";

/** Points of a sparkline: more cannot be seen. */
const POINTS = 80;

interface TilePart {
  readonly headline: Headline;
}

/** The figure and what stands below it: follows figures, twice a second. */
function TileFigure({ headline: { value, format, aside, before } }: TilePart) {
  const frame = useComputed(() => figuresFrame.value && narrowed(figuresFrame.value, selectedEdge.value)).value;
  const seconds = figuresSeconds.value;
  return (
    <>
      <div class="tile-value">
        <Figure text={frame === null ? NO_FIGURE : format(value(frame, seconds))} />
      </div>
      <p class="tile-aside">{frame === null ? before : (aside?.(frame, seconds) ?? "")}</p>
    </>
  );
}

/** Follows the charts. */
function TileSpark({ headline: { value, colour } }: TilePart) {
  const sparks = useComputed(() =>
    chosenSteps.value.slice(-POINTS).map((step) => value(narrowed(step, selectedEdge.value), secondsOf(step))),
  );
  return <Sparkline values={sparks.value} colour={colour} width={160} height={26} area />;
}

function Tile({ headline }: TilePart) {
  const { key, label, meaning } = headline;
  return (
    <li class="tile" data-figure={key}>
      <div class="tile-label">
        <h3>{label}</h3>
        <Explain about={label}>{meaning}</Explain>
      </div>
      <TileFigure headline={headline} />
      <TileSpark headline={headline} />
    </li>
  );
}

/** A tile each of HEADLINES, of the second, window or process that is looked at. */
export function Headlines() {
  return (
    <section aria-label="Headline figures">
      <h2 class="unseen">Headline figures</h2>
      <ul class="tiles">
        {HEADLINES.map((headline) => (
          <Tile key={headline.key} headline={headline} />
        ))}
      </ul>
    </section>
  );
}
