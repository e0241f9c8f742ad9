/** Zero-copy that was asked for and not given: pages are pinned, notifications fetched, and the bytes copied all the same. */
import type { ReportFlow } from "../report.ts";
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { isZerocopySend, notificationCalls } from "./zerocopy-sends.ts";

function whyCopied({ mechanism, toTraits }: ReportFlow): { readonly why: string; readonly advice: string } | null {
  if (mechanism === "copy") {
    return {
      why: "SO_ZEROCOPY is not set on the socket, so the kernel ignores the flag",
      advice: "Set SO_ZEROCOPY on the socket, or leave the flag away.",
    };
  }
  if (mechanism === "deferred" && toTraits.includes("loopback")) {
    return {
      why: "over loopback the kernel copies before it delivers",
      advice:
        "Between processes of one machine send without zero-copy; a file goes by reference with sendfile, also over loopback.",
    };
  }
  return null;
}

export const zerocopyFallsBackRule: FindingRule = {
  rule: "zerocopy-falls-back",
  look: (process) =>
    process.flows.flatMap((flow) => {
      const told = isZerocopySend(flow) && flow.bytes >= MIB ? whyCopied(flow) : null;
      if (told === null) return [];
      const notifications = flow.operation.startsWith("io_uring:") ? 0 : notificationCalls(process);
      return [
        {
          title: `${flow.operation} asks for zero-copy and is copied: ${told.why}`,
          evidence: [
            { label: "sent and copied", value: flow.bytes, unit: "bytes" },
            { label: "sends", value: flow.calls, unit: "calls" },
            { label: "calls that fetched notifications", value: notifications, unit: "calls" },
          ],
          threshold: "At least 1 MiB sent so: less is not worth a change.",
          advice: told.advice,
          // A plain send copies as well, without notifications.
          saves: notifications === 0 ? {} : { transitionsFewer: 2 * notifications },
        },
      ];
    }),
};
