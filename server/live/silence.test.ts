/** Frames that cease to come are missed; a pause, a change, or a machine that slept is no silence. */
import { expect, it } from "vitest";
import { Silence } from "./silence.ts";

/** Looks every second from one moment on to another; the seconds at which something changed. */
function looked(silence: Silence, from: number, to: number, runs = true, intervalMs = 250): number[] {
  const changes: number[] = [];
  for (let second = from; second <= to; second++) {
    if (silence.look(second * 1000, runs, intervalMs)) changes.push(second);
  }
  return changes;
}

it("begins when no frame has come for five seconds, and ends with the next", () => {
  const silence = new Silence();
  expect(looked(silence, 0, 3)).toEqual([]);
  expect(silence.heard(3_000)).toBe(false);
  expect(looked(silence, 4, 12)).toEqual([9]);
  expect(silence.silent).toBe(true);
  expect(silence.heard(12_500)).toBe(true);
  expect(silence.silent).toBe(false);
});

it("waits for eight intervals where those are long", () => {
  expect(looked(new Silence(), 0, 60, true, 5_000)).toEqual([41]);
});

it("is none while nothing is traced, and ends when tracing does", () => {
  const silence = new Silence();
  expect(looked(silence, 0, 30, false)).toEqual([]);
  expect(looked(silence, 31, 40)).toEqual([36]);
  expect(looked(silence, 41, 42, false)).toEqual([41]);
});

it("is none when it is the server that has slept", () => {
  const silence = new Silence();
  looked(silence, 0, 2);
  expect(looked(silence, 600, 605)).toEqual([]);
  expect(looked(silence, 606, 606)).toEqual([606]);
});
