/** Zero-copy that was asked for and not given: pages are pinned, notifications fetched, and the bytes copied all the same. */
import type { ReportFlow } from "../report.ts";
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { COPIED_SENDS, particular, UNCOPIED_SENDS } from "./particular.ts";
import { isZerocopySend, notificationCalls } from "./zerocopy-sends.ts";

/** So few are no sample. */
const LEAST_COMPLETIONS = 100;

function whyCopied(
  { mechanism, toTraits }: ReportFlow,
  copied: number,
  completed: number,
): { readonly why: string; readonly advice: string } | null {
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
  // Off loopback only the completions say; a tenth of them may be some packets' bad luck.
  if (mechanism === "deferred" && completed >= LEAST_COMPLETIONS && copied > completed / 10) {
    return {
      why: "its completions say so (SO_EE_CODE_ZEROCOPY_COPIED)",
      advice:
        "Look for what cannot refer to the caller's pages on the way: a device without scatter-gather (ethtool -k), a packet capture, a bridge to a guest or container. If it must stay, send without zero-copy.",
    };
  }
  return null;
}

export const zerocopyFallsBackRule: FindingRule = {
  rule: "zerocopy-falls-back",
  look: (process) =>
    process.flows.flatMap((flow) => {
      const copied = particular(process.particulars, COPIED_SENDS).times;
      const completed = copied + particular(process.particulars, UNCOPIED_SENDS).times;
      const told = isZerocopySend(flow) && flow.bytes >= MIB ? whyCopied(flow, copied, completed) : null;
      if (told === null) return [];
      const notifications = flow.operation.startsWith("io_uring:") ? 0 : notificationCalls(process);
      return [
        {
          title: `${flow.operation} asks for zero-copy and is copied: ${told.why}`,
          evidence: [
            { label: "sent and copied", value: flow.bytes, unit: "bytes" },
            { label: "sends", value: flow.calls, unit: "calls" },
            { label: "sends whose completion was seen", value: completed, unit: "calls" },
            { label: "of them copied", value: copied, unit: "calls" },
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
