/** O_DIRECT in tiny blocks: each call is a request to the device, with nothing read ahead and nothing gathered. */
import type { FindingRule } from "./finding-rule.ts";
import { isRequest, usefulCalls } from "./moved-through-memory.ts";

/** Below what databases choose as their page (8 KiB and up), where small blocks are meant. */
const SMALL_BYTES = 8192;
const LEAST_CALLS = 1000;
/** Large enough that a device's bandwidth counts, and no longer its latency. */
const BLOCK_BYTES = 1048576;

export const directSmallRule: FindingRule = {
  rule: "direct-io-small",
  look: ({ flows }) =>
    flows
      .filter((flow) => flow.mechanism === "direct" && usefulCalls(flow) >= LEAST_CALLS)
      .filter((flow) => flow.bytes > 0 && flow.bytes / usefulCalls(flow) < SMALL_BYTES)
      .map((flow) => {
        const useful = usefulCalls(flow);
        return {
          title: `${flow.operation} with O_DIRECT moves ${Math.round(flow.bytes / useful)} bytes a call`,
          evidence: [
            { label: "calls that moved data", value: useful, unit: "calls" },
            { label: "bytes moved", value: flow.bytes, unit: "bytes" },
          ],
          threshold:
            "At least 1,000 calls of less than 8,192 bytes on average: without the page cache each is a request of its own to the device, so its latency is paid for every block. Whether the blocks lie beside each other is not seen; for scattered ones a small block is right.",
          advice:
            "Move a MiB a call, or keep many requests under way with io_uring. Small sequential blocks are what the page cache is for: it reads ahead and writes back in large pieces.",
          saves: isRequest(flow) ? {} : { transitionsFewer: 2 * (useful - Math.ceil(flow.bytes / BLOCK_BYTES)) },
        };
      }),
};
