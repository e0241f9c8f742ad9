import { expect, test } from "vitest";
import { labSettings } from "./settings.ts";

test("without a word in the environment the file has 128 MiB and goes three times", () => {
  const usual = { ok: true, settings: { fileBytes: 128 * 2 ** 20, rounds: 3 } };
  expect(labSettings({})).toEqual(usual);
  expect(labSettings({ COPYSCOPE_LAB_MIB: "" })).toEqual(usual);
});

test("size and rounds come from the environment", () => {
  expect(labSettings({ COPYSCOPE_LAB_MIB: "8", COPYSCOPE_LAB_ROUNDS: "1" })).toEqual({
    ok: true,
    settings: { fileBytes: 8 * 2 ** 20, rounds: 1 },
  });
});

test.each(["0", "-1", "1.5", "8M", "99999999999", " 8"])("%j is no size", (COPYSCOPE_LAB_MIB) => {
  expect(labSettings({ COPYSCOPE_LAB_MIB })).toEqual({
    ok: false,
    message: `COPYSCOPE_LAB_MIB must be a number of MiB from 1 to 16384, not '${COPYSCOPE_LAB_MIB}'.`,
  });
});

test("26 rounds are too many", () => {
  expect(labSettings({ COPYSCOPE_LAB_ROUNDS: "26" })).toEqual({
    ok: false,
    message: "COPYSCOPE_LAB_ROUNDS must be a number of rounds from 1 to 25, not '26'.",
  });
});
