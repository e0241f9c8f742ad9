/** MSG_ZEROCOPY for sends that are too small for it: pinning pages and fetching the notification costs more than copying. */
import type { FindingRule } from "./finding-rule.ts";
import { usefulCalls } from "./moved-through-memory.ts";
import { isZerocopySend, notificationCalls } from "./zerocopy-sends.ts";

/** "generally only effective at writes over around 10 KB" (Documentation/networking/msg_zerocopy.rst). */
const USEFUL_BYTES = 10_000;
const LEAST_CALLS = 1000;

export const zerocopyTooSmallRule: FindingRule = {
  rule: "zerocopy-too-small",
  look: (process) =>
    process.flows
      .filter((flow) => isZerocopySend(flow) && flow.bytes > 0 && usefulCalls(flow) >= LEAST_CALLS)
      .filter((flow) => flow.bytes / usefulCalls(flow) < USEFUL_BYTES)
      .map((flow) => {
        const notifications = flow.operation.startsWith("io_uring:") ? 0 : notificationCalls(process);
        return {
          title: `${flow.operation} asks for zero-copy for ${Math.round(flow.bytes / usefulCalls(flow))} bytes a call`,
          evidence: [
            { label: "sends", value: usefulCalls(flow), unit: "calls" },
            { label: "bytes sent", value: flow.bytes, unit: "bytes" },
            { label: "calls that fetched notifications", value: notifications, unit: "calls" },
          ],
          threshold:
            "At least 1,000 sends of less than 10,000 bytes on average: the kernel's documentation calls MSG_ZEROCOPY effective only over around 10 KB (Documentation/networking/msg_zerocopy.rst).",
          advice: "Ask for zero-copy only for sends of 10 KB and more, and let small ones be copied.",
          // The copies that take its place are not saved but made; what goes are the notifications.
          saves: notifications === 0 ? {} : { transitionsFewer: 2 * notifications },
        };
      }),
};
