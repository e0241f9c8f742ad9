/** The palette's contrast, computed from the style sheets: 4.5:1 for words, 3:1 for what is drawn, light and dark. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const sheet = ["tokens", "charts"]
  .map((name) => readFileSync(new URL(`../style/${name}.css`, import.meta.url), "utf8"))
  .join("\n");

const colours = new Map(
  [...sheet.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", light = "", dark = ""]) => [
    name,
    { light, dark },
  ]),
);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(name: string, ground: string, scheme: "light" | "dark"): number {
  const [a, b] = [name, ground].map((one) => luminance(colours.get(one)?.[scheme] ?? "")).sort((x, y) => y - x);
  return ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
}

const WORDS = ["text", "muted", "accent", "good", "bad"];
const DRAWN = [...colours.keys()].filter((name) =>
  /^(series-|copy|kernel-|reference|direct|deferred|clone|discard|fill|unknown|line-strong|heat-)/.test(name),
);

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  it.each(WORDS)("%s can be read on every surface", (name) => {
    for (const ground of ["surface", "raised", "ground"]) {
      expect(contrast(name, ground, scheme), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("warnings can be read on theirs", () => {
    expect(contrast("warn", "surface", scheme)).toBeGreaterThanOrEqual(4.5);
    for (const ground of ["warn-ground", "bad-ground", "accent-ground"]) {
      expect(contrast("text", ground, scheme)).toBeGreaterThanOrEqual(4.5);
      expect(contrast("muted", ground, scheme)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(DRAWN)("%s can be seen on its card", (name) => {
    expect(contrast(name, "surface", scheme)).toBeGreaterThanOrEqual(3);
  });
});
