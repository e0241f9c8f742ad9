import { describe, expect, it } from "vitest";
import { FrameQueue } from "./frame-queue.ts";

async function all<T>(queue: FrameQueue<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

describe("FrameQueue", () => {
  it("delivers what was queued before anybody listened, in order", async () => {
    const queue = new FrameQueue<number>();
    queue.push(1);
    queue.push(2);
    queue.close();
    expect(await all(queue)).toEqual([1, 2]);
  });

  it("delivers what comes while somebody waits", async () => {
    const queue = new FrameQueue<number>();
    const items = all(queue);
    for (const item of [1, 2, 3]) {
      await Promise.resolve();
      queue.push(item);
    }
    queue.push(4);
    queue.close();
    expect(await items).toEqual([1, 2, 3, 4]);
  });

  it("ends for one who waits when it is closed", async () => {
    const queue = new FrameQueue<number>();
    const items = all(queue);
    await new Promise((resolve) => setImmediate(resolve));
    queue.close();
    expect(await items).toEqual([]);
  });

  it("may hold what is undefined-like: 0, an empty text, null", async () => {
    const queue = new FrameQueue<unknown>();
    for (const item of [0, "", null, false]) queue.push(item);
    queue.close();
    expect(await all(queue)).toEqual([0, "", null, false]);
  });

  it("tells once that it is full, and once that it has room again, and loses nothing", async () => {
    const told: string[] = [];
    const queue = new FrameQueue<number>({ full: () => told.push("full"), drained: () => told.push("drained") });
    for (let item = 0; item < 100; item++) queue.push(item);
    expect(told).toEqual(["full"]);
    const taken: number[] = [];
    for await (const item of queue) {
      taken.push(item);
      if (item === 90) expect(told).toEqual(["full"]);
      if (item === 99) queue.close();
    }
    expect(taken).toEqual(Array.from({ length: 100 }, (_, item) => item));
    expect(told).toEqual(["full", "drained"]);
  });

  it("does not keep anybody waiting when it is closed while it is full", () => {
    const told: string[] = [];
    const queue = new FrameQueue<number>({ full: () => told.push("full"), drained: () => told.push("drained") });
    for (let item = 0; item < 50; item++) queue.push(item);
    queue.close();
    queue.push(50);
    expect(told).toEqual(["full", "drained"]);
  });
});
