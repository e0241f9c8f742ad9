/** The express application: the check of the host, the headers, the API, and the page's files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { HttpFailure } from "../model/live/protocol.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { api } from "./api.ts";
import { securityHeaders } from "./headers.ts";
import type { LiveSession } from "./session.ts";

/** The built page: two folders up and in dist/ in the checkout, two folders up in the built package. */
export function clientFolder(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.includes("/dist/server/") ? "../../client" : "../../dist/client", here));
}

export interface AppOptions {
  /** Names the server answers to beside addresses and localhost. */
  readonly names: readonly string[];
  /** The folder of the page. */
  readonly client: string;
}

/** A year: names of built files hold a hash of their content. */
const FOREVER = { immutable: true, maxAge: 31_536_000_000, index: false } as const;

/** The HTTP application: page, assets and API, for the names it answers to. */
export function liveApp(session: LiveSession, { names, client }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    if (isAllowedHost(request.headers.host, names)) next();
    else fail(response, 421, "This server does not go by that name.");
  });
  app.use(securityHeaders);
  app.use(compression());
  app.use("/api", api(session));
  app.use("/assets", express.static(join(client, "assets"), FOREVER));
  app.use(express.static(client, { index: "index.html" }));
  app.get("/", (_, response) => {
    const missing = existsSync(join(client, "index.html"))
      ? "There is no such thing here."
      : "The page has not been built: npm run build. The API is at /api/state.";
    response.status(404).type("text/plain").send(`${missing}\n`);
  });
  app.use((_, response) => fail(response, 404, "There is no such thing here."));
  app.use(sayFault);
  return app;
}

function fail(response: express.Response, status: number, message: string): void {
  const failure: HttpFailure = { message };
  response.status(status).json(failure);
}

/** What a parser of requests refused has a status of its own; anything else is this server's fault. */
const sayFault: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  const message = error instanceof Error && status < 500 ? error.message : "Something that should not happen happened.";
  fail(response, status, message);
};
