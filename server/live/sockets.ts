/** Pages over socket.io: each connection becomes a page of the fan-out, each of its words is checked and answered. */
import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import type { z } from "zod";
import type { Answer, LiveFrame, PageToServer, ServerToPage } from "../model/live/protocol.ts";
import { LIVE_PATH, LIVE_PROTOCOL } from "../model/live/protocol.ts";
import {
  detailRequestSchema,
  gotSchema,
  helloSchema,
  intervalRequestSchema,
  labRequestSchema,
  markRequestSchema,
  recordingRequestSchema,
  scopeRequestSchema,
  viewSchema,
} from "../model/live/protocol-schemas.ts";
import { isAllowedHost, isOwnOrigin } from "./allowed-host.ts";
import { FanOut } from "./fan-out.ts";
import { issueOf } from "./issue.ts";
import { Page } from "./page.ts";
import { processHistory } from "./process-history.ts";
import { HistorySender } from "./send-history.ts";
import type { LiveSession } from "./session.ts";

type LiveServer = Server<PageToServer, ServerToPage, DefaultEventsMap, Record<string, never>>;
type LiveSocket = Socket<PageToServer, ServerToPage>;

/** How long a page may take over a part of the history before it is thought dead. */
const PART_TIMEOUT_MS = 30_000;
/** Larger messages (parts of the history, tables) are compressed; what else comes in a tick is not worth the CPU. */
const COMPRESS_FROM = 4_096;
/** A batch for more pages than this is put into words and framed once for all of them, which leaves it uncompressed. */
const FEW_PAGES = 4;
/** The longest that a page may send: a view is a few hundred bytes. */
const LONGEST_MESSAGE = 16_384;
/** Pages at once: far more than anybody has open. */
const MOST_PAGES = 500;

export interface Sockets {
  readonly fanOut: FanOut;
  close(): Promise<void>;
}

/** Serves pages on an HTTP server. `names`: as in allowed-host.ts. */
export function serveSockets(http: HttpServer, session: LiveSession, names: readonly string[]): Sockets {
  const io: LiveServer = new Server(http, {
    path: LIVE_PATH,
    serveClient: false,
    maxHttpBufferSize: LONGEST_MESSAGE,
    perMessageDeflate: {
      threshold: COMPRESS_FROM,
      zlibDeflateOptions: { level: 3 },
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
    },
    allowRequest: ({ headers }, decide) => {
      const allowed = isAllowedHost(headers.host, names) && isOwnOrigin(headers);
      decide(allowed ? null : "a page of another origin may not connect", allowed);
    },
  });
  const fanOut = new FanOut(session.history, (pages, batch) => {
    const ids = pages.map(({ line }) => line.id);
    if (ids.length > FEW_PAGES) io.to(ids).emit("frames", batch);
    else for (const id of ids) io.sockets.sockets.get(id)?.emit("frames", batch);
  });
  const history = new HistorySender();
  session.listen({
    frame: (live, frame) => {
      fanOut.frame(live.sequence, frame, live.totals);
      for (const page of fanOut.pages) if (page.stale) tellState(page, session);
    },
    state: () => {
      for (const page of fanOut.pages) tellState(page, session);
    },
  });
  io.use((socket, next) => {
    const hello = helloSchema.safeParse(socket.handshake.auth);
    if (!hello.success) return next(new Error("this is not copyscope's page"));
    if (hello.data.protocol !== LIVE_PROTOCOL) return next(new Error("reload the page: copyscope has been replaced"));
    if (fanOut.pages.size >= MOST_PAGES) return next(new Error(`${MOST_PAGES} pages are connected already`));
    next();
  });
  io.on("connection", (socket) => connect(socket, session, fanOut, history));
  return { fanOut, close: async () => await io.close() };
}

/** A page that cannot take it now is told with a later frame. */
function tellState(page: Page, session: LiveSession): void {
  page.stale = !page.line.drained;
  if (!page.stale) page.line.state(session.state());
}

function lineOf(socket: LiveSocket): Page["line"] {
  return {
    id: socket.id,
    get drained() {
      const { transport, writeBuffer } = socket.conn as unknown as {
        readonly transport: { readonly writable: boolean };
        readonly writeBuffer: readonly unknown[];
      };
      // What is written in the same turn of the event loop leaves together; more than that is a line that stalls.
      return transport.writable || writeBuffer.length < 4;
    },
    state: (state) => void socket.emit("state", state),
    process: (detail) => void socket.emit("process", detail),
    close: () => void socket.disconnect(true),
  };
}

function connect(socket: LiveSocket, session: LiveSession, fanOut: FanOut, history: HistorySender): void {
  const hello = helloSchema.parse(socket.handshake.auth);
  const page = new Page(lineOf(socket));
  if (hello.view !== undefined) page.view = hello.view;
  // Live frames come from here on; what was before comes as history.
  page.sent = session.history.last?.sequence ?? 0;
  const until = page.sent;
  page.line.state(session.state());
  fanOut.add(page);
  socket.once("disconnect", () => fanOut.remove(page));

  const sendHistory = async (process: number | null, frames: () => Promise<readonly LiveFrame[]>) => {
    const wanted = () => socket.connected && (process === null || page.view.selected === process);
    const taken = await history.send(process, frames, async (part) => {
      if (!wanted()) return true;
      return await socket
        .timeout(PART_TIMEOUT_MS)
        .emitWithAck("history", part)
        .then(
          () => true,
          () => false,
        );
    });
    // It stopped answering: when it connects again, it gets what it misses.
    if (!taken && socket.connected) page.line.close();
  };
  const sendProcessHistory = (process: number) =>
    sendHistory(process, async () => (socket.connected ? await processHistory(session, process) : []));

  const since = hello.server === session.id ? (hello.since ?? 0) : 0;
  void sendHistory(null, async () =>
    session.history.all().filter(({ sequence }) => sequence > since && sequence <= until),
  );
  if (page.view.selected !== null) void sendProcessHistory(page.view.selected);

  socket.on("got", (number) => {
    const got = gotSchema.safeParse(number);
    if (!got.success) return;
    page.got(got.data);
    if (page.stale) tellState(page, session);
    fanOut.look(page);
  });
  hear(socket, "view", viewSchema, async (view) => {
    const { selected, visible } = page.view;
    page.look(view);
    fanOut.look(page);
    // A page that was hidden has missed frames of the process that are not kept as they came.
    if (view.selected !== null && (view.selected !== selected || !visible)) void sendProcessHistory(view.selected);
    return { ok: true };
  });
  hear(socket, "scope", scopeRequestSchema, (scope) => session.watch(scope));
  hear(socket, "detail", detailRequestSchema, (detail) => session.setDetail(detail));
  hear(socket, "interval", intervalRequestSchema, (milliseconds) => session.setInterval(milliseconds));
  hear(socket, "recording", recordingRequestSchema, (action) => session.record(action));
  hear(socket, "lab", labRequestSchema, async (names) => session.lab.start(names));
  hear(socket, "mark", markRequestSchema, async ({ note }) => {
    session.mark(note);
    return { ok: true };
  });
}

type Asked = Exclude<keyof PageToServer, "got">;

/** Checks what comes in, does it, and answers, whatever happens. */
function hear<T>(socket: LiveSocket, event: Asked, schema: z.ZodType<T>, act: (value: T) => Promise<Answer>): void {
  const listener = async (value: unknown, answer: unknown) => {
    const reply = typeof answer === "function" ? (answer as (answer: Answer) => void) : () => {};
    const parsed = schema.safeParse(value);
    if (!parsed.success) return reply({ ok: false, message: `Not understood: ${issueOf(parsed.error)}` });
    try {
      reply(await act(parsed.data));
    } catch (error) {
      reply({ ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  };
  socket.on(event, listener as never);
}
