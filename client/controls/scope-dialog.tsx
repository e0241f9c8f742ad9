/** Chooses what is watched: everything, a process and its children, a command's name, a cgroup. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveScope, ScopeCandidate } from "../../server/model/live/protocol.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { Dialog } from "../parts/dialog.tsx";
import { live } from "../state/live.ts";
import { fetchJson } from "../wire/api.ts";
import { ask } from "../wire/connection.ts";
import { openDialog, say } from "./dialogs.ts";
import { scopeWords } from "./scope-words.ts";

/** Rows shown; the filter reaches the rest. */
const SHOWN = 60;

/** A scope that cannot be watched is refused with a sentence; what was watched before is watched again. */
export function ScopeDialog() {
  const candidates = useSignal<readonly ScopeCandidate[]>([]);
  const failure = useSignal("");
  const wanted = useSignal("");
  useEffect(() => {
    void fetchJson<readonly ScopeCandidate[]>("api/processes").then((answer) => {
      if (answer.ok) candidates.value = answer.value;
      else failure.value = answer.message;
    });
  }, [candidates, failure]);
  const choose = async (scope: LiveScope) => {
    const answer = await ask("scope", scope);
    if (!answer.ok) {
      failure.value = answer.message;
      return;
    }
    say(`Watching: ${scopeWords(scope)}`, true);
    openDialog.value = null;
  };
  const text = wanted.value.trim();
  const rows = candidates.value.filter(({ pid, command }) =>
    `${command} ${pid}`.toLowerCase().includes(text.toLowerCase()),
  );
  const command = live.state.value?.command ?? null;
  return (
    <Dialog title="What to watch" onClose={() => (openDialog.value = null)}>
      <p class="muted">The probes are made anew without stopping copyscope; the gap is marked.</p>
      <div class="scope-quick">
        <button type="button" class="button button-strong" onClick={() => choose({ kind: "system" })}>
          Whole system
        </button>
        {command !== null && command.pid !== null ? (
          <button
            type="button"
            class="button"
            onClick={() => command.pid !== null && choose({ kind: "pid", pid: command.pid })}
          >
            The command copyscope started
          </button>
        ) : null}
      </div>
      <label class="field">
        <span>A process, a command's name, or a cgroup's path</span>
        <input
          type="text"
          value={wanted.value}
          maxLength={4096}
          autocomplete="off"
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
      </label>
      {text === "" ? null : (
        <div class="scope-quick">
          {text.startsWith("/") ? (
            <button type="button" class="button" onClick={() => choose({ kind: "cgroup", path: text })}>
              The cgroup {safeForTerminal(text, 40)}
            </button>
          ) : (
            <button type="button" class="button" onClick={() => choose({ kind: "comm", comm: text })}>
              Every program named {safeForTerminal(text, 15)}
            </button>
          )}
        </div>
      )}
      <p class="failure" role="alert">
        {failure.value}
      </p>
      <ul class="candidates">
        {rows.slice(0, SHOWN).map(({ pid, command: name, cgroup }) => (
          <li key={pid}>
            <button type="button" class="candidate" onClick={() => choose({ kind: "pid", pid })}>
              <span class="candidate-pid">{pid}</span>
              <span class="candidate-name">{safeForTerminal(name, 40)}</span>
            </button>
            {cgroup === null || cgroup === "/" ? null : (
              <button
                type="button"
                class="candidate candidate-cgroup"
                title={`Watch the cgroup ${safeForTerminal(cgroup, 200)}`}
                onClick={() => choose({ kind: "cgroup", path: cgroup })}
              >
                {safeForTerminal(cgroup, 60)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
