/** The process table: the heaviest by the chosen order, the sum of the rest, and the details of the selected one. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { Sparkline } from "../headline/sparkline.tsx";
import { byteRate, eventRate, type FigureText, ratio } from "../parts/figure-text.ts";
import { live } from "../state/live.ts";
import { moment, momentFailure } from "../state/moment.ts";
import { descending, filter, moreRows, order, selectedProcess, toggleProcess } from "../state/view.ts";
import { windowReport } from "../state/window-report.ts";
import { MechanismBar, TimeBar } from "./bars.tsx";
import { COLUMNS, type Column, sortedRows } from "./columns.ts";
import { inPlaces } from "./in-places.ts";
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

/** A box that is laid out by itself: what is new in it every second does not lay out the table. */
function Cell({ children }: { readonly children: ComponentChildren }) {
  return <div class="cell">{children}</div>;
}

/** As few elements as show it: a table has a hundred of these, and each is new every second. */
function Amount({ text: { number, unit } }: { readonly text: FigureText }) {
  return (
    <>
      {number}
      <small>{unit}</small>
    </>
  );
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
  // While a finger is down the row may become another process's: the press is of the one it came down on.
  const pressed = useRef(row.id);
  const choose = (event: MouseEvent) => {
    event.stopPropagation();
    const byKeyboard = event.detail === 0;
    toggleProcess(byKeyboard ? row.id : pressed.current);
  };
  const press = () => {
    pressed.current = row.id;
  };
  return (
    <tr class={selected ? "row-selected" : ""} onPointerDown={press} onClick={choose}>
      <th scope="row">
        <button type="button" class="row-name" data-process={row.id} aria-pressed={selected} onClick={choose}>
          <span class="row-command" title={name}>
            {name}
          </span>{" "}
          <span class="row-pid">{row.pid}</span>
        </button>
      </th>
      <td class="cell-spark">
        <Cell>
          <Sparkline values={spark} colour="copy" width={72} height={20} />
          <Amount text={byteRate(row.copied)} />
        </Cell>
      </td>
      <td>
        <Cell>{ratio(row.copiesPerByte).number}</Cell>
      </td>
      <td class="wide-only">
        <Cell>
          <Amount text={byteRate(row.output)} />
        </Cell>
      </td>
      <td class="cell-bar">
        <MechanismBar byMechanism={row.byMechanism} />
      </td>
      <td class="wide-only">
        <Cell>
          <Amount text={eventRate(row.transitions)} />
        </Cell>
      </td>
      <td
        class="wide-only"
        title={`${eventRate(row.voluntary).number} voluntary, ${eventRate(row.involuntary).number} involuntary`}
      >
        <Cell>
          <Amount text={eventRate(allSwitches(row))} />
        </Cell>
      </td>
      <td class="cell-bar cell-time wide-only">
        <Cell>
          <TimeBar time={row.time} most={most} />
          {ratio(cpuOf(row)).number}
        </Cell>
      </td>
    </tr>
  );
}

/**
 * The height that a list keeps when it has fewer lines than it had: processes come and go every second, and what is
 * below is not to move each time. A CSS length; undefined: as high as it is.
 */
function useKeptHeight(lines: number) {
  const list = useRef<HTMLDivElement>(null);
  const most = useRef({ lines: 0, height: 0 });
  useLayoutEffect(() => {
    if (lines > most.current.lines) most.current = { lines, height: list.current?.offsetHeight ?? 0 };
  }, [lines]);
  return { list, minHeight: lines < most.current.lines ? `${most.current.height}px` : undefined };
}

/** Rows keep their places while a pointer is over them: the one that is clicked is the one that was aimed at. */
function useHeldOrder(ranked: readonly TableRow[]) {
  const [held, setHeld] = useState<{ readonly order: string; readonly ids: readonly number[] } | null>(null);
  const wanted = `${order.value} ${descending.value} ${filter.value}`;
  const rows = held === null || held.order !== wanted ? ranked : inPlaces(ranked, held.ids);
  return {
    rows,
    held: rows !== ranked,
    hold: ({ pointerType }: PointerEvent) => {
      // A finger is over a row only when it presses it.
      if (pointerType === "mouse") setHeld({ order: wanted, ids: rows.map(({ id }) => id) });
    },
    letGo: () => setHeld(null),
  };
}

/**
 * The focus stays with a process, though its row is another after each second: whoever goes through the names by keyboard
 * has chosen a process, not a place. Of a process that has left, the place keeps it.
 */
function useFocusOnProcess() {
  const body = useRef<HTMLTableSectionElement>(null);
  const focused = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || body.current?.contains(at) !== true) return;
    const there = at.dataset["process"];
    if (there === undefined || there === focused.current) return;
    const names = [...body.current.querySelectorAll<HTMLElement>(".row-name")];
    const same = names.find(({ dataset }) => dataset["process"] === focused.current);
    if (same === undefined) focused.current = there;
    else same.focus({ preventScroll: true });
  });
  return {
    body,
    notice: ({ target }: FocusEvent) => {
      focused.current = target instanceof HTMLElement ? target.dataset["process"] : undefined;
    },
  };
}

/** Of the last second, of the moment that is looked back at, or of the brushed window. */
export function Processes() {
  const sparks = useMemo(() => new SparkHistory(), []);
  const { rows: ranked, rest, note } = listed();
  const { rows, held, hold, letGo } = useHeldOrder(ranked);
  if (windowReport.value.kind === "none" && live.table.value !== null) sparks.add(rows, live.table.value.to);
  const { body, notice } = useFocusOnProcess();
  const { list, minHeight } = useKeptHeight(rows.length + (rest === "" ? 0 : 1));
  const most = Math.max(1, ...rows.map((row) => (cpuOf(row) ?? 0) + (row.time?.runnable ?? 0)));
  return (
    <section class="card processes" aria-label="Processes">
      <header class="card-head">
        <h2>Processes</h2>
        <span class="muted">
          {note}
          {held ? ", in the order it had when the pointer came" : ""}
        </span>
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
        {/* biome-ignore lint/a11y/useSemanticElements: a group of one table is no fieldset */}
        <div
          class="table-scroll"
          ref={list}
          style={{ minHeight }}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          role="group"
          aria-label="Process table"
          onScroll={scrolled}
        >
          <table>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <Head key={column.order} column={column} />
                ))}
              </tr>
            </thead>
            <tbody ref={body} onFocusIn={notice} onKeyDown={walk} onPointerEnter={hold} onPointerLeave={letGo}>
              {rows.map((row, place) => (
                // By place: rows change places every second, and an element that is moved is laid out anew.
                <Row key={place} row={row} spark={sparks.of(row.id)} most={most} />
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
