/** Processes, and the flows and calls of the run or of the chosen process; along the chosen edge where one is. */

import type { Report } from "../../server/model/report.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import {
  machineSections,
  processTable,
  type RowLimits,
  workTables,
} from "../../server/model/sections/work-sections.ts";
import { EdgeChip } from "../path/edge-chip.tsx";
import { sameEdge, selectedEdge } from "../state/view.ts";
import { chosenRow, chosenWork, edgeOfFlow, toggleRow, worksOf } from "./report-view.ts";
import { SectionView } from "./section-view.tsx";
import { SortedTable } from "./sorted-table.tsx";

/** A report holds about two thousand processes at the most; of the rest, nobody reads so far. */
const ALL: RowLimits = { flows: 1_000, syscalls: 1_000, processes: 3_000, operations: 200 };

/** Where the command stands in the table of processes. */
const COMMAND = 1;

function Narrowed({ report }: { readonly report: Report }) {
  const edge = selectedEdge.value;
  const row = chosenRow.value;
  if (edge === null && row === null) return null;
  const work = row === null ? null : (worksOf(report)[row] ?? null);
  return (
    <p class="narrowed">
      Narrowed to{" "}
      {work === null ? null : (
        <button type="button" class="chip" onClick={() => (chosenRow.value = null)}>
          {safeForTerminal(work.command ?? "other names", 40)} {"pid" in work ? work.pid : ""}{" "}
          <span aria-hidden="true">✕</span>
          <span class="unseen">remove</span>
        </button>
      )}
      <EdgeChip />
    </p>
  );
}

/** Processes first: choosing one narrows the tables below to it, a chosen edge narrows the flows. */
export function WorkTables({ report }: { readonly report: Report }) {
  const { flows, ...work } = chosenWork(report);
  const edge = selectedEdge.value;
  const along = edge === null ? flows : flows.filter((flow) => sameEdge(edgeOfFlow(flow), edge));
  return (
    <>
      <section class="card section" aria-label="Processes">
        <header class="card-head">
          <h2>Processes</h2>
          <span class="muted">most active first; choose one to see its flows and calls alone</span>
        </header>
        <SortedTable
          label="Table of processes"
          block={processTable(report, ALL)}
          choice={{ chosen: chosenRow.value, onChoose: toggleRow, column: COMMAND }}
        />
      </section>
      <Narrowed report={report} />
      <div class="section-pair">
        {workTables({ ...work, flows: along }, ALL).map((section) => (
          <SectionView key={String(section.title)} section={section} />
        ))}
      </div>
      <div class="section-pair">
        {machineSections(report, ALL).map((section) => (
          <SectionView key={String(section.title)} section={section} />
        ))}
      </div>
    </>
  );
}
