/** The process table: the heaviest by the chosen order, the sum of the rest, and the details of the selected one. */
import { useMemo } from "preact/hooks";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { Sparkline } from "../headline/sparkline.tsx";
import { Figure } from "../parts/figure.tsx";
import { byteRate, eventRate, ratio } from "../parts/figure-text.ts";
import { live } from "../state/live.ts";
import { moment, momentFailure } from "../state/moment.ts";
import { descending, filter, moreRows, order, selectedProcess, toggleProcess } from "../state/view.ts";
import { windowReport } from "../state/window-report.ts";
import { MechanismBar, TimeBar } from "./bars.tsx";
import { COLUMNS, type Column, sortedRows } from "./columns.ts";
import { ProcessDetails } from "./process-details.tsx";
import { SparkHistory } from "./spark-history.ts";
import { allSwitches, cpuOf, rowsOfReport, rowsOfTable, type TableRow } from "./table-row.ts";

/** Rows drawn; a report of a window may have thousands. */
const DRAWN = 50;

interface Listed {
  readonly rows: readonly TableRow[];
  readonly rest: string;
  readonly note: string;
}

function listed(): Listed {
  const chosen = windowReport.value;
  if (chosen.kind === "here") {
    const rows = sortedRows(rowsOfReport(chosen.report), order.value, descending.value, filter.value);
    const more = rows.length - DRAWN;
    return { rows: rows.slice(0, DRAWN), rest: more > 0 ? `and ${more} others` : "", note: "over the window" };
  }
  const note =
    chosen.kind === "failed"
      ? `over the last second: ${chosen.message}`
      : chosen.kind === "asking"
        ? "asking …"
        : (momentFailure.value ?? (moment.value === null ? "over the last second" : "in the second shown"));
  const table = live.table.value;
  if (table === null) return { rows: [], rest: "", note };
  const { processes, bytes } = table.rest;
  const seconds = Math.max(0.001, (table.to - table.from) / 1000);
  const copied = byteRate(bytes.cpuCopied / seconds);
  const rest = processes === 0 ? "" : `and ${processes} others, who copied ${copied.number} ${copied.unit}`;
  return { rows: rowsOfTable(table), rest, note };
}

function chooseOrder(column: Column): void {
  if (order.value === column.order) descending.value = !descending.value;
  else {
    order.value = column.order;
    descending.value = column.order !== "command" && column.order !== "pid";
  }
}

function Head({ column }: { readonly column: Column }) {
  const sorted = order.value === column.order;
  const direction = descending.value ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={sorted ? direction : undefined} class={column.wide ? "wide-only" : ""}>
      <button type="button" class="sort" title={column.title} onClick={() => chooseOrder(column)}>
        {column.label}
        <span class="sort-mark" aria-hidden="true">
          {sorted ? (descending.value ? "▼" : "▲") : ""}
        </span>
      </button>
    </th>
  );
}

/** Whoever comes near the end gets more. */
function scrolled({ currentTarget }: Event): void {
  const { scrollTop, clientHeight, scrollHeight } = currentTarget as HTMLElement;
  if (scrollTop + clientHeight > scrollHeight - 20) moreRows();
}

/** Up and Down go from name to name, Home and End to the ends. */
function walk(event: KeyboardEvent): void {
  const names = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>(".row-name")];
  const at = names.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  names[Math.min(names.length - 1, Math.max(0, to))]?.focus();
}

function Row({
  row,
  spark,
  most,
}: {
  readonly row: TableRow;
  readonly spark: readonly number[];
  readonly most: number;
}) {
  const selected = selectedProcess.value === row.id;
  const name = safeForTerminal(row.command, 40);
  return (
    <tr class={selected ? "row-selected" : ""} onClick={() => toggleProcess(row.id)}>
      <th scope="row">
        <button
          type="button"
          class="row-name"
          aria-pressed={selected}
          onClick={(event) => {
            event.stopPropagation();
            toggleProcess(row.id);
          }}
        >
          <span class="row-command" title={name}>
            {name}
          </span>{" "}
          <span class="row-pid">{row.pid}</span>
        </button>
      </th>
      <td>
        <span class="cell-spark">
          <Sparkline values={spark} colour="copy" width={72} height={20} />
          <Figure text={byteRate(row.copied)} />
        </span>
      </td>
      <td>
        <Figure text={ratio(row.copiesPerByte)} />
      </td>
      <td class="wide-only">
        <Figure text={byteRate(row.output)} />
      </td>
      <td class="cell-bar">
        <MechanismBar byMechanism={row.byMechanism} />
      </td>
      <td class="wide-only">
        <Figure text={eventRate(row.transitions)} />
      </td>
      <td
        class="wide-only"
        title={`${eventRate(row.voluntary).number} voluntary, ${eventRate(row.involuntary).number} involuntary`}
      >
        <Figure text={eventRate(allSwitches(row))} />
      </td>
      <td class="cell-bar wide-only">
        <span class="cell-time">
          <TimeBar time={row.time} most={most} />
          <Figure text={ratio(cpuOf(row))} />
        </span>
      </td>
    </tr>
  );
}

export function Processes() {
  const sparks = useMemo(() => new SparkHistory(), []);
  const { rows, rest, note } = listed();
  if (windowReport.value.kind === "none" && live.table.value !== null) sparks.add(rows, live.table.value.to);
  const most = Math.max(1, ...rows.map((row) => (cpuOf(row) ?? 0) + (row.time?.runnable ?? 0)));
  return (
    <section class="card processes" aria-label="Processes">
      <header class="card-head">
        <h2>Processes</h2>
        <span class="muted">{note}</span>
        <label class="filter">
          <span class="unseen">Filter processes by name or pid</span>
          <input
            type="search"
            id="process-filter"
            placeholder="Filter by name or pid  /"
            maxLength={100}
            value={filter.value}
            onInput={(event) => {
              filter.value = event.currentTarget.value;
            }}
          />
        </label>
      </header>
      <div class={`processes-body ${selectedProcess.value === null ? "" : "with-details"}`}>
        {/* biome-ignore lint/a11y: a region that scrolls must be reachable by keyboard, and a fieldset it is not */}
        <div class="table-scroll" tabIndex={0} role="group" aria-label="Process table" onScroll={scrolled}>
          <table>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <Head key={column.order} column={column} />
                ))}
              </tr>
            </thead>
            <tbody onKeyDown={walk}>
              {rows.map((row) => (
                <Row key={row.id} row={row} spark={sparks.of(row.id)} most={most} />
              ))}
            </tbody>
          </table>
          {rows.length === 0 ? (
            <p class="table-note">
              {filter.value === "" ? "No process moved anything." : "No process passes the filter."}
            </p>
          ) : null}
          {rest === "" ? null : <p class="table-note">{rest}</p>}
        </div>
        <ProcessDetails />
      </div>
    </section>
  );
}
