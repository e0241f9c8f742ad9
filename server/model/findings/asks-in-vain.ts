/** A program that asks again and again for what is not there yet. */
import type { ReportSyscall } from "../report.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";

/** Fewer empty calls than this cost under a millisecond. */
const LEAST_AGAIN = 1000;
/**
 * Empty calls for each useful one. One is how edge-triggered epoll is meant to be used (read until EAGAIN);
 * from two on, most of the asking is in vain.
 */
const EMPTY_PER_USEFUL = 2;

function statementFor(syscall: ReportSyscall): Statement | null {
  const useful = Math.max(0, syscall.calls - syscall.again);
  // FUTEX_WAIT says EAGAIN where the value has changed meanwhile: the lock was had without sleeping.
  if (syscall.name === "futex") return null;
  if (syscall.again < LEAST_AGAIN || syscall.again < EMPTY_PER_USEFUL * useful) return null;
  return {
    title: `${syscall.name} mostly finds nothing to do (EAGAIN)`,
    evidence: [
      { label: "calls that found nothing", value: syscall.again, unit: "calls" },
      { label: "other calls", value: useful, unit: "calls" },
    ],
    threshold:
      "At least 1,000 empty calls, and two or more for each other one: reading until EAGAIN after each epoll event makes at most one.",
    advice: "Wait for readiness (epoll, poll, io_uring) before calling, or let the call block.",
    // One empty call for each useful one may stay.
    saves: { transitionsFewer: 2 * (syscall.again - useful) },
  };
}

export const againRule: FindingRule = {
  rule: "asks-in-vain",
  look: ({ syscalls }) => syscalls.map(statementFor).filter((statement) => statement !== null),
};
