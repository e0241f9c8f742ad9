/** A program that asks again and again for what is not there yet. */
import type { ReportProcess, ReportSyscall } from "../report.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import { batchName, particular } from "./particular.ts";

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

const WAITS: readonly string[] = ["epoll_wait", "epoll_pwait", "epoll_pwait2"];

/** epoll_wait that does not wait: a timeout of 0, again and again. One that slept meanwhile was a timer. */
function emptyWaits(call: string, { particulars, totals }: ReportProcess): Statement | null {
  const empty = particular(particulars, batchName(call, "none")).times;
  const useful =
    particular(particulars, batchName(call, "some")).times + particular(particulars, batchName(call, "full")).times;
  if (totals.switches === null || empty < LEAST_AGAIN || empty < EMPTY_PER_USEFUL * useful) return null;
  if (totals.switches.voluntary > empty / 2) return null;
  return {
    title: `${call} is asked without waiting, and mostly has no event`,
    evidence: [
      { label: "calls without an event", value: empty, unit: "calls" },
      { label: "calls with events", value: useful, unit: "calls" },
      { label: "times it went to sleep", value: totals.switches.voluntary, unit: "switches" },
    ],
    threshold:
      "At least 1,000 calls without an event, two or more for each with some, and half as many sleeps at most: it did not wait for them.",
    advice:
      "Give epoll_wait a timeout (or -1), and wake it with an eventfd or a timerfd when there is something else to do.",
    saves: { transitionsFewer: 2 * (empty - useful) },
  };
}

export const againRule: FindingRule = {
  rule: "asks-in-vain",
  look: (process) =>
    [...process.syscalls.map(statementFor), ...WAITS.map((call) => emptyWaits(call, process))].filter(
      (statement) => statement !== null,
    ),
};
