/**
 * Reports and comparisons of the dashboard's recordings as pages: the files that `report --format html` and `compare
 * --format html` write. Each brings its own policy, which lets it run what was built into it and nothing else.
 */
import { type Request, type Response, Router } from "express";
import { compareReports, type RunToCompare } from "../model/compare/compare-reports.ts";
import type { HttpFailure } from "../model/live/protocol.ts";
import { compareQuerySchema } from "../model/live/protocol-schemas.ts";
import { RunSteps } from "../model/live/run-steps.ts";
import { reportOfFile } from "../recording/report-of-file.ts";
import { RecordingStore } from "../recording/store/store.ts";
import { comparisonHtml, reportHtml } from "../report/html.ts";
import { reportPage } from "../report/html-page.ts";
import { issueOf } from "./issue.ts";
import type { LiveSession } from "./session.ts";

function refuse(response: Response, status: number, message: string): void {
  const failure: HttpFailure = { message };
  response.status(status).json(failure);
}

function sendPage(response: Response, html: string): void {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  if (policy !== undefined) response.set("Content-Security-Policy", `${policy}; frame-ancestors 'none'`);
  response.set("Cache-Control", "no-store").type("html").send(html);
}

/** The routes of pages made from recordings. What cannot be made is answered with a sentence and a status. */
export function reportPages(session: LiveSession): Router {
  const router = Router();
  const store = new RecordingStore(session.directory);

  router.get("/recordings/:name/report.html", async (request: Request<{ name: string }>, response) => {
    const place = await store.find(request.params.name);
    if (!place.ok) return refuse(response, 404, place.message);
    const page = reportPage(false);
    if (!page.ok) return refuse(response, 503, page.message);
    const steps = new RunSteps();
    const made = await reportOfFile(place.path, steps);
    if (made.ok) sendPage(response, reportHtml(made.report, steps.steps(), page.page));
    else refuse(response, 422, made.message);
  });

  router.get("/compare.html", async (request, response) => {
    const asked = compareQuerySchema.safeParse(request.query);
    if (!asked.success) {
      return refuse(
        response,
        400,
        `Name recordings, as ?of=A&of=B or ?of=A1&of=A2&of=--&of=B1: ${issueOf(asked.error)}`,
      );
    }
    const page = reportPage(false);
    if (!page.ok) return refuse(response, 503, page.message);
    const sides: RunToCompare[][] = [];
    for (const names of asked.data.of) {
      const runs: RunToCompare[] = [];
      for (const name of names) {
        const place = await store.find(name);
        if (!place.ok) return refuse(response, 404, place.message);
        const made = await reportOfFile(place.path);
        if (!made.ok) return refuse(response, 422, made.message);
        runs.push({ file: name, title: made.title, report: made.report });
      }
      sides.push(runs);
    }
    sendPage(response, comparisonHtml(compareReports(sides), [], page.page));
  });

  return router;
}
