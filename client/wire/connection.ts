/**
 * The socket: the one place that talks to the server and writes what it says into state/live.ts. After a break it says
 * what it holds and is sent the rest, so that no hole is left where the server has none.
 */
import { effect, batch as together } from "@preact/signals";
import { io, type Socket } from "socket.io-client";
import {
  type Answer,
  type Batch,
  type Hello,
  type History,
  LIVE_PATH,
  LIVE_PROTOCOL,
  type LiveState,
  type PageToServer,
  type ServerToPage,
} from "../../server/model/live/protocol.ts";
import { live } from "../state/live.ts";
import { moment } from "../state/moment.ts";
import { selectedOf, selectedProcess, span } from "../state/view.ts";
import { currentView } from "./current-view.ts";
import { shareWords } from "./shared-words.ts";
import { behind, whoseTurn } from "./turns.ts";

/** How long a request may take before the page says that it got no answer. */
const PATIENCE = 10_000;

type LiveSocket = Socket<ServerToPage, PageToServer>;

let socket: LiveSocket | null = null;

function hello(): Hello {
  return { protocol: LIVE_PROTOCOL, ...heldFrames(), view: currentView() };
}

/** How far the page has this server's frames; nothing where it has none of them. */
function heldFrames(): Pick<Hello, "server" | "since"> {
  const { state, whole } = live;
  const last = whole.history.last?.sequence ?? -1;
  return state.value === null || last < 0 ? {} : { server: state.value.server, since: last };
}

function takeState(state: LiveState): void {
  together(() => {
    if (live.state.value === null) letForeignProcessGo(state);
    else if (live.state.value.server !== state.server) keepAsPast();
    live.state.value = state;
    // A server that only replays: the recording is the page.
    if (state.phase.phase === "replaying")
      location.hash = new URLSearchParams({ recording: state.phase.file }).toString();
    live.link.value = state.protocol === LIVE_PROTOCOL ? "open" : "outdated";
  });
}

/** A link from before copyscope was restarted names a process by a number that is another's now. */
function letForeignProcessGo({ server }: LiveState): void {
  if (selectedOf.value !== null && !server.startsWith(selectedOf.value)) selectedProcess.value = null;
}

/** Another server counts its frames and processes anew: what is drawn stays as the past, a chosen process means nothing. */
function keepAsPast(): void {
  live.whole.history.becomePast();
  live.focus.history.clear();
  live.focus.process = null;
  selectedProcess.value = null;
  live.table.value = null;
  live.detail.value = null;
  live.past.value++;
}

function takeHistory(history: History, done: () => void): void {
  shareWords(history.frames);
  if (history.process === null) live.whole.history.merge(history.frames);
  else if (focusOn(history.process)) live.focus.history.merge(history.frames);
  together(() => {
    live.past.value++;
    framesCame(false);
  });
  done();
}

/** Makes the focus history that of a process; false when that process is no longer the selected one. */
function focusOn(process: number): boolean {
  if (process !== selectedProcess.value) return false;
  if (live.focus.process !== process) {
    live.focus.process = process;
    live.focus.history.clear();
  }
  return true;
}

function takeBatch(batch: Batch): void {
  shareWords(batch.frames);
  shareWords(batch.focus?.frames ?? []);
  live.whole.history.append(batch.frames);
  if (batch.focus !== null && focusOn(batch.focus.process)) live.focus.history.append(batch.focus.frames);
  together(() => {
    if (batch.table !== null && moment.peek() === null) live.table.value = batch.table;
    framesCame(batch.table !== null);
  });
  socket?.emit("got", batch.number);
}

function framesCame(tableCame: boolean): void {
  together(() => {
    const newest = live.whole.history.last?.end ?? null;
    const { figures, charts, drawing } = whoseTurn({
      tableCame,
      figuresBehind: behind(live.read.peek(), newest),
      chartsBehind: behind(live.drawn.peek(), newest),
      movement: span.peek() / PIXELS,
    });
    live.newest.value = newest;
    live.drawing = drawing;
    if (figures) live.read.value = newest;
    if (charts) live.drawn.value = newest;
    live.tick.value++;
  });
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED);
}

/** When no more frames come, everything shows the last one. */
function settle(): void {
  together(() => {
    live.read.value = live.newest.value;
    live.drawn.value = live.newest.value;
    live.rest.value++;
  });
}

let settling: ReturnType<typeof setTimeout> | undefined;

/** Milliseconds without frames: longer than the turns at the usual interval. */
const SETTLED = 600;

/** Charts move by about three pixels at a time. */
const PIXELS = 130;

/** Connects and stays connected. `url` is where the page came from unless a test says otherwise. */
export function connect(url?: string): void {
  const options = {
    path: LIVE_PATH,
    auth: (give: (data: object) => void) => give(hello()),
    reconnectionDelayMax: 5_000,
  };
  const opened: LiveSocket = url === undefined ? io(options) : io(url, options);
  socket = opened;
  opened.on("state", takeState);
  opened.on("history", takeHistory);
  opened.on("frames", takeBatch);
  opened.on("process", (detail) => {
    if (detail.process.id === selectedProcess.value && moment.peek() === null) live.detail.value = detail;
  });
  opened.on("disconnect", () => {
    live.link.value = "lost";
  });
  opened.on("connect_error", ({ message }) => {
    if (message.includes("reload")) live.link.value = "outdated";
    else if (live.link.value === "open") live.link.value = "lost";
  });
  tellView(opened);
}

/** Says what is looked at whenever that changes, a moment later, so that typing a filter is one message. */
function tellView(opened: LiveSocket): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => opened.connected && opened.emit("view", currentView(), () => {}), 80);
  };
  effect(() => {
    currentView();
    if (selectedProcess.value !== live.focus.process) {
      live.focus.process = null;
      live.focus.history.clear();
      live.detail.value = null;
    }
    tell();
  });
  document.addEventListener("visibilitychange", tell);
}

type Asked = "scope" | "detail" | "interval" | "mark" | "recording" | "lab";

/** Asks the server for something; resolves to its answer, which says in a sentence what went wrong. */
export function ask<E extends Asked>(event: E, value: Parameters<PageToServer[E]>[0]): Promise<Answer> {
  const { promise, resolve } = deferred<Answer>();
  if (socket === null || !socket.connected) {
    return Promise.resolve({ ok: false, message: "There is no connection to copyscope; try again when it is back." });
  }
  // One signature for five events: which value goes with which event is checked by this function's own type.
  const emit = socket.timeout(PATIENCE).emit.bind(socket.timeout(PATIENCE)) as unknown as (
    event: string,
    value: unknown,
    answer: (failure: Error | null, answer: Answer) => void,
  ) => void;
  emit(event, value, (failure, answer) =>
    resolve(failure === null ? answer : { ok: false, message: "copyscope did not answer within ten seconds." }),
  );
  return promise;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
