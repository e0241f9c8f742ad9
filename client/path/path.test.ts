/** The picture: which edges it has, how wide they are, and that labels of usual ways do not cover each other. */
import { describe, expect, it } from "vitest";
import { activityOf, frameOf } from "../dev/fake-frames.ts";
import { READ_WRITE, SENDFILE } from "../dev/fake-workload.ts";
import { seeded } from "../dev/random.ts";
import { dashOf, edgeShape, labelBox, widthOf } from "./edge-shape.ts";
import { edgeKey, pathEdges } from "./path-edges.ts";
import { NARROW, WIDE } from "./places.ts";
import { routeOf } from "./routes.ts";

const random = seeded(1);
const frameWith = (...programs: (typeof READ_WRITE)[]) =>
  frameOf(
    1,
    0,
    1000,
    programs.map((one, id) => activityOf(one, id, 0, 1000, random)),
    random,
  );

describe("edges", () => {
  it("carry the sum of their flows, a second", () => {
    const frame = frameWith(READ_WRITE);
    const edge = pathEdges(frame, 1, [frame]).find((one) => edgeKey(one) === "application>socket>copy");
    expect(edge?.rate).toBe(frame.flows.find(([, to]) => to === "socket")?.[4]);
  });

  it("stay, without a rate, while they are in the time shown", () => {
    const edges = pathEdges(frameWith(SENDFILE), 1, [frameWith(READ_WRITE)]);
    expect(edges.find((one) => edgeKey(one) === "page-cache>application>copy")?.rate).toBe(0);
  });

  it("are there before anything moves", () => {
    expect(pathEdges(null, 0, []).map(edgeKey)).toContain("page-cache>socket>reference");
  });

  it("grow with their rate and never past the widest", () => {
    const widths = [0, 1, 1e6, 1e9, 1e12].map((rate) => widthOf(rate, 1e9));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widthOf(1e12, 1e9)).toBe(16);
  });

  it("differ by mechanism in how they are broken", () => {
    expect(dashOf("copy", 8)).toBeUndefined();
    expect(new Set([dashOf("reference", 8), dashOf("dma", 8), dashOf("deferred", 8)]).size).toBe(3);
  });
});

describe.each([
  ["wide", WIDE, 92, 34],
  ["narrow", NARROW, 82, 20],
] as const)("the %s picture", (_name, layout, width, height) => {
  const usual = [
    ["page-cache", "application"],
    ["application", "page-cache"],
    ["application", "socket"],
    ["socket", "application"],
    ["page-cache", "socket"],
    ["application", "pipe"],
    ["pipe", "application"],
    ["page-cache", "pipe"],
    ["page-cache", "file"],
    ["disk", "page-cache"],
    ["page-cache", "disk"],
    ["socket", "nic"],
    ["nic", "socket"],
    ["disk", "application"],
  ] as const;

  it("has no label over another on the usual ways", () => {
    const labels = usual.map(([from, to]) => routeOf(from, to, layout));
    const covering = labels.flatMap((a, index) =>
      labels
        .slice(index + 1)
        .filter((b) => Math.abs(a.labelX - b.labelX) < width && Math.abs(a.labelY - b.labelY) < height)
        .map((b) => [a.labelX, a.labelY, b.labelX, b.labelY]),
    );
    expect(covering).toEqual([]);
  });

  it("has no label over another where programs use devices in several ways at once", () => {
    const lanes = ["copy", "fill", "unknown"].length;
    const boxes = [routeOf("device", "application", layout), routeOf("application", "device", layout)].flatMap(
      (route) => Array.from({ length: lanes }, (_, lane) => labelBox({ route, lane, layout })),
    );
    const covering = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => Math.abs(a.x - b.x) < a.width && Math.abs(a.y - b.y) < a.height)
        .map((b) => [a, b]),
    );
    expect(covering).toEqual([]);
  });

  it("has a way between any two places, and from a place to itself", () => {
    const nodes = Object.keys(layout.places) as (keyof typeof layout.places)[];
    for (const from of nodes) {
      for (const to of nodes) expect(edgeShape(routeOf(from, to, layout), 8, 0).line).not.toContain("NaN");
    }
  });
});
