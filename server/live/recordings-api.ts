/** The recordings of the dashboard's directory over HTTP: list, rename, describe, delete, download, upload, replay. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import express, { type Request, type Response, Router } from "express";
import type { z } from "zod";
import type { HttpFailure, RecordingEntry } from "../model/live/protocol.ts";
import {
  describeRequestSchema,
  eventsQuerySchema,
  replayFramesQuerySchema,
  secondQuerySchema,
  windowQuerySchema,
} from "../model/live/protocol-schemas.ts";
import { openRecording } from "../recording/read-recording.ts";
import { describeRecording } from "../recording/store/describe.ts";
import { RecordingStore } from "../recording/store/store.ts";
import { eventsBetween, framesWithEvents, NO_EVENTS } from "./event-windows.ts";
import { issueOf } from "./issue.ts";
import { framesBetween, replayedFrames, replayHead, replayReport } from "./replay.ts";
import { secondAt } from "./second.ts";
import type { LiveSession } from "./session.ts";
import { takeUpload } from "./upload.ts";

type Named = Request<{ name: string }>;

function refuse(response: Response, status: number, message: string): void {
  const failure: HttpFailure = { message };
  response.status(status).json(failure);
}

/** Does what was asked, or says what is wrong with it. */
async function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  response: Response,
  act: (value: T) => Promise<void>,
): Promise<void> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refuse(response, 400, issueOf(parsed.error));
  await act(parsed.data);
}

/**
 * The routes below /api/recordings (docs/http-api.md). A name that is no recording of the directory is answered 404.
 */
export function recordingsApi(session: LiveSession): Router {
  const router = Router();
  const store = new RecordingStore(session.directory);

  /** The path of the recording that is asked for; null: refused. */
  const found = async (request: Named, response: Response): Promise<string | null> => {
    const place = await store.find(request.params.name);
    if (place.ok) return place.path;
    refuse(response, 404, place.message);
    return null;
  };
  const beingWritten = (name: string) => session.state().recording?.file === name;

  router.get("/", async (_, response) => {
    response.json((await store.list()) satisfies readonly RecordingEntry[]);
  });

  router.get("/:name", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    // One that is being written grows meanwhile.
    const { size } = await stat(path);
    response.set({
      "Content-Type": "application/octet-stream",
      "Content-Length": String(size),
      // Compressed already.
      "Cache-Control": "no-store, no-transform",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(request.params.name)}`,
    });
    if (size === 0) return void response.end();
    createReadStream(path, { end: size - 1 })
      .on("error", (error) => response.destroy(error))
      .pipe(response);
  });

  router.put("/:name", async (request: Named, response) => {
    if (!request.is("application/octet-stream")) {
      return refuse(response, 415, "Send the file as application/octet-stream.");
    }
    const failure = await takeUpload(store, request.params.name, request);
    if (failure !== null) return refuse(response, 422, failure);
    response.status(201).json({ name: request.params.name });
  });

  router.patch("/:name", express.json({ limit: "16kb" }), async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    await checked(describeRequestSchema, request.body, response, async ({ name, title, note, ...tags }) => {
      if (beingWritten(request.params.name)) return refuse(response, 409, "It is being written; stop it first.");
      const texts = {
        ...(title === undefined ? {} : { title: title || null }),
        ...(note === undefined ? {} : { note: note || null }),
      };
      const says = Object.keys(texts).length + Object.keys(tags).length > 0;
      let failure = says ? await describeRecording(path, { ...texts, ...tags }, Date.now()) : null;
      if (failure === null && name !== undefined) failure = await store.rename(request.params.name, name);
      if (failure === null) response.json({ ok: true });
      else refuse(response, 409, failure);
    });
  });

  router.delete("/:name", async (request: Named, response) => {
    if (beingWritten(request.params.name)) return refuse(response, 409, "It is being written; stop it first.");
    const path = await found(request, response);
    if (path === null) return;
    const failure = await store.delete(request.params.name);
    if (failure === null) response.json({ ok: true });
    else refuse(response, 409, failure);
  });

  router.get("/:name/replay", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    const made = await replayHead(path, request.params.name, session.version);
    if (made.ok) response.json(made.head);
    else refuse(response, 422, made.message);
  });

  router.get("/:name/events", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    await checked(eventsQuerySchema, request.query, response, async ({ from, to }) => {
      const opened = await openRecording(path);
      if (!opened.ok) return refuse(response, 422, opened.message);
      const events = eventsBetween(await framesWithEvents(opened.recording.frames), from ?? null, to ?? null);
      if (events === null) refuse(response, 404, NO_EVENTS);
      else response.json(events);
    });
  });

  router.get("/:name/frames", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    await checked(replayFramesQuerySchema, request.query, response, async ({ step, process }) => {
      const opened = await openRecording(path);
      if (!opened.ok) return refuse(response, 422, opened.message);
      response.type("application/x-ndjson");
      try {
        const options = { minutes: step !== undefined, process: process ?? null };
        for await (const frame of replayedFrames(opened.recording, options)) {
          if (response.destroyed) break;
          if (!response.write(`${JSON.stringify(frame)}\n`)) await drained(response);
        }
        response.end();
      } catch (error) {
        response.end(`${JSON.stringify({ message: error instanceof Error ? error.message : String(error) })}\n`);
      } finally {
        await opened.recording.close();
      }
    });
  });

  router.get("/:name/window", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    await checked(windowQuerySchema, request.query, response, async ({ from, to }) => {
      const made = await replayReport(path, from, to);
      if (made.ok) response.json(made.report);
      else refuse(response, 404, made.message);
    });
  });

  router.get("/:name/second", async (request: Named, response) => {
    const path = await found(request, response);
    if (path === null) return;
    await checked(secondQuerySchema, request.query, response, async ({ at, view }) => {
      const second = await secondAt((from, to) => framesBetween(path, from, to), at, view);
      if (second === null) refuse(response, 404, "Nothing was recorded in the half minute before.");
      else response.json(second);
    });
  });

  return router;
}

/** When more can be written, or nobody reads any more. */
async function drained(response: Response): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.once("drain", done);
    response.once("close", done);
  });
}
