import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunSteps } from "../model/live/run-steps.ts";
import { reportFromFrames } from "../model/report-from-frames.ts";
import { arbitraryFrame, hostileName } from "../test/builders/arbitrary-frames.ts";
import { frame, relayProcess, runEnd, runInfo } from "../test/builders/frames.ts";
import { reportHtml } from "./html.ts";

/** A page as the build leaves it, as far as this module looks at it. */
const PAGE = "<title><!--copyscope:title--></title><p>$1 $&</p><pre><!--copyscope:text--></pre><!--copyscope:data-->\n";

const hostile = fc.oneof(
  hostileName,
  fc.constantFrom(
    "</script><script>alert(1)</script>",
    "<!--copyscope:data-->",
    "<!--<script>",
    "\u2028",
    "$&",
    "&lt;",
  ),
);

describe("the HTML", () => {
  it("holds the report and its steps, and no markup but the page's own, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 3 }), hostile, (frames, name) => {
        const all = [
          ...frames,
          frame(2000, [relayProcess(9, { command: name })], { gaps: [{ from: 0, to: 1, reason: name }] }),
        ];
        const report = reportFromFrames(
          runInfo({ host: name, command: [name], scope: { kind: "command", argv: [name] } }),
          all,
          runEnd(),
        );
        const steps = new RunSteps();
        for (const each of all) steps.add(each);
        const html = reportHtml(report, steps.steps(), PAGE);
        const [, json = "", packed = ""] =
          /<script type="application\/json" id="report">(.*)<\/script>\n<script type="text\/plain" id="steps">(.*)<\/script>\n$/.exec(
            html,
          ) ?? [];
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
        expect(JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString())).toEqual(
          JSON.parse(JSON.stringify(steps.steps())),
        );
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(html.match(/<[^>]*>/g)).toEqual([
          "<title>",
          "</title>",
          "<p>",
          "</p>",
          "<pre>",
          "</pre>",
          '<script type="application/json" id="report">',
          "</script>",
          '<script type="text/plain" id="steps">',
          "</script>",
        ]);
        expect(html).toContain("<p>$1 $&</p>");
      }),
    );
  });

  it("is made of a whole page only", () => {
    const report = reportFromFrames(runInfo(), [frame(0)], runEnd());
    expect(() => reportHtml(report, [], "<title></title>")).toThrow("no single place for <!--copyscope:title-->");
  });
});
