/** An order that stands still: a row that is aimed at is where it was. */
import { expect, it } from "vitest";
import { inPlaces } from "./in-places.ts";

const rows = (...ids: number[]) => ids.map((id) => ({ id }));

it("leaves every row where it was, lets rows go that are gone, and puts new ones at the end as they rank", () => {
  expect(inPlaces(rows(5, 3, 9, 1, 7), [1, 2, 3, 5])).toEqual(rows(1, 3, 5, 9, 7));
});
