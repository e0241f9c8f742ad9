/** The HTTP API: what the page gets over its socket, for scripts. docs/http-api.md describes it. */
import express, { type Request, type Response, Router } from "express";
import type { z } from "zod";
import type { LabAnswer } from "../model/live/lab.ts";
import type { FramesAnswer, HttpFailure, SavedAnswer } from "../model/live/protocol.ts";
import {
  eventsQuerySchema,
  framesQuerySchema,
  markRequestSchema,
  saveRequestSchema,
  secondQuerySchema,
  windowQuerySchema,
} from "../model/live/protocol-schemas.ts";
import { isOwnOrigin } from "./allowed-host.ts";
import { eventsBetween, NO_EVENTS } from "./event-windows.ts";
import { atMost } from "./history.ts";
import { issueOf } from "./issue.ts";
import { recordingsApi } from "./recordings-api.ts";
import { reportPages } from "./report-pages.ts";
import { scopeCandidates } from "./scope-candidates.ts";
import { secondAt } from "./second.ts";
import type { LiveSession } from "./session.ts";

const MOST_FRAMES = 5_000;

function refuse(response: Response, status: number, message: string): void {
  const failure: HttpFailure = { message };
  response.status(status).json(failure);
}

/** The query's parameters, or null when they were refused. */
function query<T>(schema: z.ZodType<T>, request: Request, response: Response): T | null {
  const parsed = schema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  refuse(response, 400, issueOf(parsed.error));
  return null;
}

/**
 * The routes below /api (docs/http-api.md). What is asked wrongly is answered 400 with a sentence, another origin 403.
 */
export function api(session: LiveSession): Router {
  const router = Router();
  router.use((request, response, next) => {
    response.set("Cache-Control", "no-store");
    if (isOwnOrigin(request.headers)) next();
    else refuse(response, 403, "A page of another origin may not ask here.");
  });

  router.get("/state", (_, response) => {
    response.json(session.state());
  });

  router.get("/frames", (request, response) => {
    const asked = query(framesQuerySchema, request, response);
    if (asked === null) return;
    const range = { from: asked.from ?? null, to: asked.to ?? null, step: asked.step ?? null };
    const frames = atMost(session.history.range(range), MOST_FRAMES);
    const answer: FramesAnswer = { from: frames[0]?.start ?? null, to: frames.at(-1)?.end ?? null, frames };
    response.json(answer);
  });

  router.get("/window", async (request, response) => {
    const asked = query(windowQuerySchema, request, response);
    if (asked === null) return;
    const made = await session.report(asked.from, asked.to);
    if (made.ok) response.json(made.report);
    else refuse(response, 404, made.message);
  });

  router.get("/events", (request, response) => {
    const asked = query(eventsQuerySchema, request, response);
    if (asked === null) return;
    const events = eventsBetween(session.events.frames, asked.from ?? null, asked.to ?? null);
    if (events === null) refuse(response, 404, NO_EVENTS);
    else response.json(events);
  });

  router.get("/second", async (request, response) => {
    const asked = query(secondQuerySchema, request, response);
    if (asked === null) return;
    const second = await secondAt((from, to) => session.whole.window(from, to), asked.at, asked.view);
    if (second === null) refuse(response, 404, "No whole frame is kept of the half minute before.");
    else response.json(second);
  });

  router.use(reportPages(session));
  router.use("/recordings", recordingsApi(session));

  router.get("/lab", (_, response) => {
    response.json(session.lab.now satisfies LabAnswer);
  });

  router.get("/marks", (_, response) => {
    response.json(session.marks.all);
  });

  router.post("/marks", express.json({ limit: "16kb", type: "application/json" }), (request, response) => {
    const parsed = markRequestSchema.safeParse(request.body);
    if (parsed.success) response.status(201).json(session.mark(parsed.data.note));
    else refuse(response, 400, `Send JSON such as {"note": "warm-up is over"}: ${issueOf(parsed.error)}`);
  });

  router.post("/save", express.json({ limit: "16kb", type: "application/json" }), async (request, response) => {
    const parsed = saveRequestSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, `Send JSON such as {"last": 300}: ${issueOf(parsed.error)}`);
    const saved = await session.save(parsed.data.last);
    if (!saved.ok) return refuse(response, 409, saved.message);
    const { file, from, to, frames } = saved;
    response.status(201).json({ file, from, to, frames } satisfies SavedAnswer);
  });

  router.get("/processes", async (_, response) => {
    response.json(await scopeCandidates());
  });

  router.use((_, response) => refuse(response, 404, "There is no such thing here."));
  return router;
}
