/** The recordings of the dashboard's directory: open, download, rename, say what they are, delete, upload, save after the fact. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { RecordingEntry } from "../../server/model/live/protocol.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { scopeName } from "../../server/model/scope-name.ts";
import { formatBytes, formatSeconds } from "../../server/model/units.ts";
import { Dialog } from "../parts/dialog.tsx";
import { recording } from "../state/view.ts";
import { comparePath, recordingPath } from "../wire/recording-path.ts";
import {
  deleteRecording,
  describeRecording,
  listRecordings,
  renameRecording,
  saveLast,
  uploadRecording,
} from "../wire/recordings.ts";
import { granted, openDialog, say } from "./dialogs.ts";

type Known = Extract<RecordingEntry, { ok: true }>["summary"];

const SAVES = [60, 300, 900] as const;

function openRecording(name: string): void {
  openDialog.value = null;
  location.hash = new URLSearchParams({ recording: name }).toString();
}

/** Lists the server's directory anew whenever something in it was changed from here. */
export function RecordingsDialog() {
  const entries = useSignal<readonly RecordingEntry[] | null>(null);
  const failure = useSignal("");
  const refresh = async () => {
    const answer = await listRecordings();
    if (answer.ok) entries.value = answer.value;
    failure.value = answer.ok ? "" : answer.message;
  };
  useEffect(() => void refresh(), []);
  const known = entries.value;
  const sides = useSignal<ReadonlyMap<string, number>>(new Map());
  const put = (name: string, side: number | null) => {
    const next = new Map(sides.value);
    if (side === null) next.delete(name);
    else next.set(name, side);
    sides.value = next;
  };
  const there = (known ?? []).flatMap((entry) => (entry.ok ? [entry.summary.name] : []));
  return (
    <Dialog title="Recordings" wide onClose={() => (openDialog.value = null)}>
      <div class="recordings-tools">
        {recording.value === null ? <SaveLast onSaved={refresh} /> : null}
        <Upload onDone={refresh} />
      </div>
      <div class="recordings-compare">
        <Compare sides={sidesOf(there, sides.value)} />
      </div>
      {failure.value === "" ? null : <p class="banner banner-bad">{safeForTerminal(failure.value, 300)}</p>}
      {known === null && failure.value === "" ? <p class="muted">Looking …</p> : null}
      {known !== null && known.length === 0 ? (
        <p class="muted">
          There are none yet where copyscope keeps them. <b>Record</b> begins one; the button above keeps what has just
          been.
        </p>
      ) : null}
      <ul class="recordings">
        {(known ?? []).map((entry) =>
          entry.ok ? (
            <Recording
              key={entry.summary.name}
              known={entry.summary}
              side={sides.value.get(entry.summary.name) ?? null}
              onSide={(side) => put(entry.summary.name, side)}
              onChange={refresh}
            />
          ) : (
            <li key={entry.name} class="recording recording-bad">
              <b>{safeForTerminal(entry.name, 80)}</b>
              <span class="muted">{safeForTerminal(entry.message, 200)}</span>
            </li>
          ),
        )}
      </ul>
    </Dialog>
  );
}

function SaveLast({ onSaved }: { readonly onSaved: () => Promise<void> }) {
  const seconds = useSignal<number>(300);
  const save = async () => {
    const answer = await saveLast(seconds.value);
    if (!answer.ok) return say(answer.message, false);
    say(`Kept ${formatSeconds((answer.value.to - answer.value.from) / 1000)} as ${answer.value.file}.`, true);
    await onSaved();
  };
  return (
    <div class="recordings-tool">
      <button type="button" class="button button-strong" onClick={save}>
        Save the last
      </button>
      <label class="span">
        <span class="unseen">How much to save</span>
        <select
          value={String(seconds.value)}
          onChange={(event) => {
            seconds.value = Number(event.currentTarget.value);
          }}
        >
          {SAVES.map((one) => (
            <option key={one} value={String(one)}>
              {one === 60 ? "minute" : `${one / 60} minutes`}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Upload({ onDone }: { readonly onDone: () => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const send = async () => {
    const [file] = input.current?.files ?? [];
    if (file === undefined) return;
    busy.value = true;
    const done = granted(await uploadRecording(file));
    busy.value = false;
    if (input.current !== null) input.current.value = "";
    if (done) say("Uploaded.", true);
    await onDone();
  };
  return (
    <div class="recordings-tool">
      <label class="button upload">
        {busy.value ? "Reading it through …" : "Upload …"}
        <input ref={input} type="file" class="unseen" accept=".copyscope" disabled={busy.value} onChange={send} />
      </label>
    </div>
  );
}

/** The first is what the others are compared with. */
const SIDES = ["before", "after", "third", "fourth"] as const;

/** The names on each side that has any, in the order of sides. One that was deleted meanwhile is on none. */
function sidesOf(names: readonly string[], sides: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return SIDES.map((_, side) => names.filter((name) => sides.get(name) === side)).filter(({ length }) => length > 0);
}

function Compare({ sides }: { readonly sides: readonly (readonly string[])[] }) {
  if (sides.length < 2) {
    return (
      <span class="muted">
        {sides.length === 0
          ? "To compare, put recordings on sides: before, after. Several on each tell a change from noise."
          : "Put another on the other side to compare them."}
      </span>
    );
  }
  return (
    <a class="button button-strong" href={comparePath(sides)} target="_blank" rel="noopener">
      Compare {sides.map(({ length }) => length).join(" with ")}
    </a>
  );
}

interface RecordingProps {
  readonly known: Known;
  /** An index of {@link SIDES}; null: not compared. */
  readonly side: number | null;
  readonly onSide: (side: number | null) => void;
  readonly onChange: () => Promise<void>;
}

function Recording({ known, side, onSide, onChange }: RecordingProps) {
  const { name, info, durationSeconds, bytes, ended, about } = known;
  const doing = useSignal<"nothing" | "edit" | "delete">("nothing");
  const length = durationSeconds === null ? "length not known" : formatSeconds(durationSeconds);
  return (
    <li class="recording" aria-label={safeForTerminal(name, 80)}>
      <div class="recording-words">
        <select
          class={`recording-side ${side === null ? "" : "recording-on-side"}`}
          aria-label={`Side of ${safeForTerminal(name, 80)} in a comparison`}
          value={side === null ? "" : String(side)}
          onChange={({ currentTarget: { value } }) => onSide(value === "" ? null : Number(value))}
        >
          <option value="">no side</option>
          {SIDES.map((label, index) => (
            <option key={label} value={String(index)}>
              {label}
            </option>
          ))}
        </select>
        <b>{safeForTerminal(about.title ?? name, 80)}</b>
        {about.tags.map((tag) => (
          <span key={tag} class="chip chip-still">
            {safeForTerminal(tag, 50)}
          </span>
        ))}
        <span class="muted">
          {about.title === null ? "" : `${safeForTerminal(name, 80)} · `}
          {new Date(info.startedAt).toLocaleString()} · {length} · {formatBytes(bytes)} ·{" "}
          {safeForTerminal(scopeName(info.scope), 60)}
          {ended ? "" : " · no end: being written, or it ended early"}
        </span>
      </div>
      <div class="recording-acts">
        <button type="button" class="button button-strong" onClick={() => openRecording(name)}>
          Open
        </button>
        <a class="button" href={recordingPath(name, "report.html")} target="_blank" rel="noopener">
          Report
        </a>
        <a class="button" href={recordingPath(name)} download={name}>
          Download
        </a>
        <button
          type="button"
          class="button"
          aria-expanded={doing.value === "edit"}
          onClick={() => (doing.value = doing.value === "edit" ? "nothing" : "edit")}
        >
          Edit
        </button>
        <button
          type="button"
          class="button"
          aria-expanded={doing.value === "delete"}
          onClick={() => (doing.value = doing.value === "delete" ? "nothing" : "delete")}
        >
          Delete
        </button>
      </div>
      {doing.value === "edit" ? <Edit known={known} onDone={onChange} /> : null}
      {doing.value === "delete" ? (
        <div class="recording-sure">
          <span>It cannot be brought back.</span>
          <button
            type="button"
            class="button button-bad"
            onClick={async () => {
              if (granted(await deleteRecording(name))) say("Deleted.", true);
              await onChange();
            }}
          >
            Delete it
          </button>
        </div>
      ) : null}
    </li>
  );
}

const EXTENSION = ".copyscope";

function Edit({ known, onDone }: { readonly known: Known; readonly onDone: () => Promise<void> }) {
  const { name, about } = known;
  const stem = name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : name;
  const form = useSignal({ title: about.title ?? "", tags: about.tags.join(", "), name: stem });
  const submit = async (event: Event) => {
    event.preventDefault();
    const { title, tags: words, name: wanted } = form.value;
    const tags = words
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "");
    const addTags = tags.filter((tag) => !about.tags.includes(tag));
    const removeTags = about.tags.filter((tag) => !tags.includes(tag));
    const says = title !== (about.title ?? "") || addTags.length + removeTags.length > 0;
    if (says && !granted(await describeRecording(name, { title, addTags, removeTags }))) return;
    if (wanted !== stem && !granted(await renameRecording(name, `${wanted}${EXTENSION}`))) return;
    say("Kept.", true);
    await onDone();
  };
  const field = (key: "title" | "tags" | "name", label: string, most: number) => (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        maxLength={most}
        value={form.value[key]}
        required={key === "name"}
        onInput={(event) => {
          form.value = { ...form.value, [key]: event.currentTarget.value };
        }}
      />
    </label>
  );
  return (
    <form class="recording-edit" onSubmit={submit}>
      {field("title", "Title", 200)}
      {field("tags", "Tags, with commas between", 500)}
      {field("name", "File name", 200)}
      <button type="submit" class="button button-strong">
        Keep
      </button>
    </form>
  );
}
