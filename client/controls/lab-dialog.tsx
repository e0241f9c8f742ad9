/** The lab: the textbook's transfers, chosen from a closed list, and the table that `copyscope lab` prints. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LabAnswer, LabTable } from "../../server/model/live/lab.ts";
import { Dialog } from "../parts/dialog.tsx";
import { live } from "../state/live.ts";
import { fetchJson } from "../wire/api.ts";
import { ask } from "../wire/connection.ts";
import { granted, openDialog } from "./dialogs.ts";

/** A run goes on when it is closed, and its result is there when it is opened again. */
export function LabDialog() {
  const answer = useSignal<LabAnswer | null>(null);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const running = live.state.value?.lab ?? null;
  const busy = running !== null;
  // Asked anew when it begins and when it has ended.
  useEffect(() => {
    void fetchJson<LabAnswer>("api/lab").then((got) => {
      if (got.ok) answer.value = got.value;
    });
  }, [busy, answer]);
  const toggle = (name: string) => {
    const next = new Set(chosen.value);
    if (!next.delete(name)) next.add(name);
    chosen.value = next;
  };
  const known = answer.value;
  const last = known?.last ?? null;
  return (
    <Dialog title="Lab" wide onClose={() => (openDialog.value = null)}>
      <p class="muted">
        Moves one file in every way that Linux has for it, and measures each. The live capture pauses meanwhile; the gap
        is marked.
      </p>
      <fieldset class="lab-transfers" disabled={busy}>
        <legend class="unseen">Transfers</legend>
        {(known?.transfers ?? []).map(({ name, what }) => (
          <label key={name} class="lab-transfer" title={what}>
            <input type="checkbox" checked={chosen.value.has(name)} onChange={() => toggle(name)} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div class="recordings-tools">
        <button
          type="button"
          class="button button-strong"
          disabled={busy || known === null}
          onClick={async () => granted(await ask("lab", [...chosen.value]))}
        >
          {busy ? "Running …" : chosen.value.size === 0 ? "Run all" : `Run ${chosen.value.size}`}
        </button>
        <span class="muted" role="status">
          {running ?? ""}
        </span>
      </div>
      {last === null || busy ? null : last.ok ? (
        <Table table={last.table} />
      ) : (
        <div class="banner banner-bad">
          <p>{last.message}</p>
          {last.remedy === null ? null : <pre class="remedy">{last.remedy}</pre>}
        </div>
      )}
    </Dialog>
  );
}

function Table({ table: { above, columns, rows, below } }: { readonly table: LabTable }) {
  return (
    <>
      <p class="muted">{above.join(". ")}</p>
      {/* biome-ignore lint/a11y: a region that scrolls must be reachable by keyboard, and a fieldset it is not */}
      <div class="lab-scroll" tabIndex={0} role="group" aria-label="What the lab measured">
        <table class="small-table lab-table">
          <thead>
            <tr>
              <th scope="col">transfer</th>
              {columns.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col">textbook says</th>
              <th scope="col">mechanism</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, what, cells, mechanism, textbook, met }) => (
              <tr key={name} class={met === false ? "lab-unlike" : ""}>
                <th scope="row" title={what}>
                  {name}
                </th>
                {columns.map((title, index) => (
                  <td key={title}>{cells?.[index] ?? ""}</td>
                ))}
                <td>{textbook}</td>
                <td class="lab-mechanism">{mechanism}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="lab-words">
        {below.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
