/** A whole live server in a test: a session whose captures the test drives, and pages that connect to it. */
import { io, type Socket } from "socket.io-client";
import { type LiveServer, serveLive } from "../../live/server.ts";
import { LiveSession } from "../../live/session.ts";
import {
  type Answer,
  type Batch,
  type Hello,
  type History,
  LIVE_PROTOCOL,
  type LiveState,
  type PageToServer,
  type ServerToPage,
} from "../../model/live/protocol.ts";
import { type CapturesByHand, capturesByHand } from "./captures-by-hand.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export type PageSocket = Socket<ServerToPage, PageToServer>;

export interface TestPage {
  readonly socket: PageSocket;
  readonly batches: Batch[];
  readonly histories: History[];
  readonly states: LiveState[];
  /** Frames of the whole scope that it holds, history and batches together. */
  frames(): number;
  ask<E extends "view" | "scope" | "detail" | "interval" | "mark" | "recording" | "lab">(
    event: E,
    value: unknown,
  ): Promise<Answer>;
}

export interface LiveWorld {
  readonly captures: CapturesByHand;
  readonly session: LiveSession;
  readonly server: LiveServer;
  readonly directory: string;
  readonly page: (
    hello?: Partial<Hello>,
    more?: { readonly answers?: boolean; readonly headers?: Record<string, string> },
  ) => TestPage;
  close(): Promise<void>;
}

/** A page that behaves; `answers` false: one that takes batches and never says so. */
export function connectPage(
  url: string,
  hello: Partial<Hello> = {},
  { answers = true, headers = {} }: { readonly answers?: boolean; readonly headers?: Record<string, string> } = {},
): TestPage {
  const socket: PageSocket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 20,
    auth: { protocol: LIVE_PROTOCOL, ...hello },
    extraHeaders: headers,
  });
  const page = { batches: [] as Batch[], histories: [] as History[], states: [] as LiveState[] };
  socket.on("state", (state) => void page.states.push(state));
  socket.on("history", (history, done) => {
    page.histories.push(history);
    done();
  });
  socket.on("frames", (batch) => {
    page.batches.push(batch);
    if (answers) socket.emit("got", batch.number);
  });
  return {
    ...page,
    socket,
    frames: () => {
      const ofScope = page.histories.filter(({ process }) => process === null);
      return [...ofScope, ...page.batches].flatMap(({ frames }) => frames).reduce((sum, { merged }) => sum + merged, 0);
    },
    ask: async (event, value) => (await (socket as Socket).timeout(60_000).emitWithAck(event, value)) as Answer,
  };
}

export async function liveWorld(): Promise<LiveWorld> {
  const captures = capturesByHand();
  const directory = await temporaryDirectory();
  const session = new LiveSession(
    { startCapture: captures.start, version: "0.1.0", directory },
    { scope: { kind: "system" }, detail: "full", intervalMs: 250, threads: false, budgetPercent: null },
  );
  const started = await serveLive(session, { host: "127.0.0.1", port: 0, client: directory });
  if (!started.ok) throw new Error(started.message);
  await session.start();
  const { server } = started;
  const pages: TestPage[] = [];
  return {
    captures,
    session,
    server,
    directory,
    page: (hello, more) => {
      const page = connectPage(server.url, hello, more);
      pages.push(page);
      return page;
    },
    close: async () => {
      for (const { socket } of pages) socket.disconnect();
      await session.stop();
      await server.close();
    },
  };
}
