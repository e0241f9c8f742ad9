/** Sends that asked for zero-copy, for the two rules about them: MSG_ZEROCOPY, and io_uring's send_zc. */
import type { ReportFlow, ReportProcess } from "../report.ts";

const ZERO_COPY_REQUESTS: readonly string[] = ["io_uring:send_zc", "io_uring:sendmsg_zc"];

/** Whether the caller asked the kernel not to copy what it sends. */
export function isZerocopySend(flow: ReportFlow): boolean {
  return flow.from === "memory" && (flow.flags.includes("MSG_ZEROCOPY") || ZERO_COPY_REQUESTS.includes(flow.operation));
}

/** Calls that fetched notifications from an error queue: what MSG_ZEROCOPY costs beside the send. */
export function notificationCalls({ flows }: ReportProcess): number {
  return flows.reduce((sum, flow) => (flow.flags.includes("MSG_ERRQUEUE") ? sum + flow.calls : sum), 0);
}
