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
});
