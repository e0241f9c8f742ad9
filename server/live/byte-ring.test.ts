/** The ring keeps the newest byte strings whole, says how many it forgot, and never grows. */
import { describe, expect, it } from "vitest";
import { ByteRing } from "./byte-ring.ts";

describe("a byte ring", () => {
  it("keeps the newest as they were and never takes more than it may", () => {
    const ring = new ByteRing(1_000, 200);
    const kept: Buffer[] = [];
    for (let index = 0; index < 500; index++) {
      const added = ring.add(Buffer.alloc((index * 37) % 180, index));
      kept.push(added.kept);
      kept.splice(0, added.forgotten);
      expect(ring.bytes).toBeLessThanOrEqual(1_000);
    }
    expect(kept.length).toBeGreaterThan(5);
    const first = 500 - kept.length;
    expect(kept).toEqual(kept.map((_, at) => Buffer.alloc(((first + at) * 37) % 180, first + at)));
  });

  it("keeps one that is larger than all it may hold, alone", () => {
    const ring = new ByteRing(100, 50);
    ring.add(Buffer.alloc(20, 1));
    expect(ring.add(Buffer.alloc(300, 2))).toEqual({ kept: Buffer.alloc(300, 2), forgotten: 1 });
    expect(ring.add(Buffer.alloc(10, 3)).forgotten).toBe(1);
    expect(ring.bytes).toBe(50);
  });
});
