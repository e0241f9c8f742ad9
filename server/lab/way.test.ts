import { describe, expect, test } from "vitest";
import type { FlowCount } from "../model/frame.ts";
import { endpoint, flow, readFile, sendfile, writeSocket } from "../test/builders/frames.ts";
import { reportProcess } from "../test/builders/lab-runs.ts";
import { flowsByKind } from "./run-figures.ts";
import { wayInWords, wayOf } from "./way.ts";

const BYTES = 1_000_000;

function words(flows: readonly FlowCount[], startUp: readonly FlowCount[] = []): string {
  const kinds = (of: readonly FlowCount[]) => [flowsByKind(reportProcess({ flows: of }))];
  return wayInWords(wayOf(kinds(flows), kinds(startUp), BYTES));
}

describe("the way of the bytes in words", () => {
  test("has a word for each leg, the leg out of the file first", () => {
    expect(words([writeSocket(BYTES), readFile(BYTES)])).toBe("copy + copy");
    expect(words([sendfile(BYTES)])).toBe("reference");
    const spliced = (from: "file" | "pipe", to: "pipe" | "tcp") =>
      flow({
        operation: "splice",
        from: endpoint(from),
        to: endpoint(to),
        mechanism: "reference",
        copiesPerByte: 0,
        bytes: BYTES,
      });
    expect(words([spliced("pipe", "tcp"), spliced("file", "pipe")])).toBe("reference + reference");
  });

  test("does not repeat itself where two calls make one leg", () => {
    const half = BYTES / 2;
    const writev = { ...writeSocket(half), operation: "writev" };
    expect(words([readFile(BYTES), writeSocket(half), writev])).toBe("copy + copy");
  });

  test("leaves out what is not the file's: start-up, and the odd small write", () => {
    const eventfd = flow({ operation: "write", from: endpoint("memory"), to: endpoint("eventfd"), bytes: 800 });
    expect(words([sendfile(BYTES), eventfd, readFile(90_000)], [readFile(89_000)])).toBe("reference");
  });

  test("says where a deferred copy ends", () => {
    const deferred = (copiesPerByte: 1 | null) => ({
      ...writeSocket(BYTES),
      mechanism: "deferred" as const,
      copiesPerByte,
    });
    expect(words([readFile(BYTES), deferred(1)])).toBe("copy + deferred (copied in the end: loopback)");
    expect(words([readFile(BYTES), deferred(null)])).toBe("copy + deferred (copied or not: nobody tells)");
  });
});
