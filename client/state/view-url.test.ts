/** A view written into the URL and read back is the same view; nonsense in it is left out. */
import { describe, expect, it } from "vitest";
import { DEFAULT_VIEW, fragmentFromView, type SharedView, viewFromFragment } from "./view-url.ts";

describe("the URL", () => {
  it("holds nothing for the view a page opens with", () => {
    expect(fragmentFromView(DEFAULT_VIEW)).toBe("");
  });

  it("brings a shared view back", () => {
    const view: SharedView = {
      recording: "run & <b>.copyscope",
      span: 300_000,
      held: { from: 1_000, to: 61_000 },
      brushed: { from: 5_000, to: 9_000 },
      edge: { from: "page-cache", to: "socket", mechanism: "reference" },
      process: 12,
      processOf: "0843806a",
      order: "switches",
      descending: false,
      filter: "a&b=<c>#",
    };
    expect(viewFromFragment(`#${fragmentFromView(view)}`)).toEqual(view);
  });

  it("may name a process without saying whose", () => {
    expect(viewFromFragment("#process=12")).toEqual({ ...DEFAULT_VIEW, process: 12 });
  });

  it("is read with care: what makes no sense is left out", () => {
    expect(viewFromFragment("#span=-1&time=9-3&edge=a>b>c&process=x.1&order=evil&window=1")).toEqual(DEFAULT_VIEW);
  });
});
