/** Waits for something to become so. The machine may be slow and busy: a second, which vitest gives, is not enough. */
import { vi } from "vitest";

const IN_TIME_MS = 15_000;

/** Asks again and again until `look` does not throw; what it gives. Fails as it did last when it never does. */
export async function inTime<T>(look: () => T | Promise<T>): Promise<T> {
  return await vi.waitFor(look, { timeout: IN_TIME_MS });
}
