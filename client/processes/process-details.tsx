/** The selected process: its flows, its system calls, its threads. */

import type { ReportThread } from "../../server/model/report.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { formatCount } from "../../server/model/units.ts";
import { byteRate, eventRate, ratio, spoken } from "../parts/figure-text.ts";
import { mechanismLabel } from "../parts/mechanism-words.ts";
import { live } from "../state/live.ts";
import { selectedProcess } from "../state/view.ts";

/** Nothing while no process is chosen; a sentence for one that does nothing or has ended. */
export function ProcessDetails() {
  if (selectedProcess.value === null) return null;
  const detail = live.detail.value;
  const close = () => {
    selectedProcess.value = null;
  };
  if (detail === null) {
    return (
      <aside class="details" aria-label="Selected process">
        <p class="muted">This process has done nothing since it was selected, or has ended.</p>
        <button type="button" class="button" onClick={close}>
          Show all processes
        </button>
      </aside>
    );
  }
  const { process, from, to, flows, syscalls, threads } = detail;
  const seconds = Math.max(0.001, (to - from) / 1000);
  // One that slept the whole second, or is gone.
  const idle = threads === null && flows.length === 0 && syscalls.length === 0;
  return (
    <aside class="details" aria-label="Selected process">
      <header class="details-head">
        <h3>{safeForTerminal(process.command, 60)}</h3>
        <span class="muted">
          pid {process.pid}
          {process.parent === null ? "" : ` · parent ${process.parent}`}
        </span>
        <button type="button" class="button" onClick={close}>
          Show all
        </button>
      </header>
      <p class="muted">Headlines, path and charts are narrowed to this process.</p>
      <h4>Flows</h4>
      <ul class="flows">
        {flows.map(({ operation, from: source, to: target, mechanism, bytes, calls, filesystem, errors, again }) => (
          <li key={`${operation} ${source} ${target} ${mechanism} ${filesystem}`}>
            <span class="dot" style={{ color: `var(--${mechanism})` }} />
            <span class="flow-words">
              <b>{operation}</b> {source} → {target}
              {filesystem === null ? "" : ` (${filesystem})`}
              <span class="muted">
                {mechanismLabel(mechanism)}, {spoken(eventRate(calls / seconds))}
                {errors > again ? `, ${formatCount(errors - again)} failed` : ""}
                {again > 0 ? `, ${formatCount(again)} EAGAIN` : ""}
              </span>
            </span>
            <span class="flow-rate">{spoken(byteRate(bytes / seconds))}</span>
          </li>
        ))}
        {flows.length === 0 ? <li class="muted">moved no bytes in this second</li> : null}
      </ul>
      <h4>System calls</h4>
      {syscalls.length === 0 ? (
        <p class="muted">none in this second</p>
      ) : (
        <table class="small-table">
          <thead>
            <tr>
              <th scope="col">call</th>
              <th scope="col">a second</th>
              <th scope="col">failed</th>
            </tr>
          </thead>
          <tbody>
            {syscalls.slice(0, 20).map(({ name, calls, errors, again }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{spoken(eventRate(calls / seconds))}</td>
                <td>{failures(errors, again)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {idle ? null : <Threads threads={threads} seconds={seconds} />}
    </aside>
  );
}

/** `2`, `40 EAGAIN`, `2, 40 EAGAIN`: that there was nothing to do yet is how non-blocking programs ask, and no mishap. */
function failures(errors: number, again: number): string {
  return [
    ...(errors > again ? [formatCount(errors - again)] : []),
    ...(again > 0 ? [`${formatCount(again)} EAGAIN`] : []),
  ].join(", ");
}

function Threads({ threads, seconds }: { threads: readonly ReportThread[] | null; seconds: number }) {
  if (threads === null) return <p class="muted">Threads: start copyscope with --threads to see them one by one.</p>;
  return (
    <>
      <h4>Threads</h4>
      <table class="small-table">
        <thead>
          <tr>
            <th scope="col">thread</th>
            <th scope="col">CPUs</th>
            <th scope="col">switches</th>
          </tr>
        </thead>
        <tbody>
          {threads.slice(0, 40).map(({ tid, timeSeconds, switches }) => (
            <tr key={tid}>
              <th scope="row">{tid ?? "others"}</th>
              <td>{timeSeconds === null ? "–" : ratio((timeSeconds.user + timeSeconds.kernel) / seconds).number}</td>
              <td>
                {switches === null ? "–" : spoken(eventRate((switches.voluntary + switches.involuntary) / seconds))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
