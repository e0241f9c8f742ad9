/** The live server: HTTP and sockets around one session. */
import { createServer } from "node:http";
import { hostname } from "node:os";
import { clientFolder, liveApp } from "./app.ts";
import { clearDeadUploads } from "./dead-uploads.ts";
import { listen } from "./listen.ts";
import type { LiveSession } from "./session.ts";
import { type Sockets, serveSockets } from "./sockets.ts";

export interface LiveServerOptions {
  readonly host: string;
  /** Null: the usual one, or the next that is free. 0: any. */
  readonly port: number | null;
  /** Where the page is; the built one unless told. */
  readonly client?: string;
}

export interface LiveServer {
  readonly url: string;
  readonly port: number;
  readonly sockets: Sockets;
  close(): Promise<void>;
}

export type LiveServerStart =
  | { readonly ok: true; readonly server: LiveServer }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** Serves a session. Never rejects. */
export async function serveLive(session: LiveSession, options: LiveServerOptions): Promise<LiveServerStart> {
  const names = [options.host, hostname()];
  const http = createServer(liveApp(session, { names, client: options.client ?? clientFolder() }));
  const listening = await listen(http, options.host, options.port);
  if (!listening.ok) return listening;
  await clearDeadUploads(session.directory);
  const sockets = serveSockets(http, session, names);
  const close = async () => {
    const closed = sockets.close();
    http.closeAllConnections();
    await closed;
  };
  return { ok: true, server: { url: urlOf(options.host, listening.port), port: listening.port, sockets, close } };
}

/** What a browser on this machine opens. */
function urlOf(host: string, port: number): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}
