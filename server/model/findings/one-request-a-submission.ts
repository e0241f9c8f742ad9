/** io_uring with one request for each io_uring_enter: as many crossings as plain calls make, and more work around them. */
import type { FindingRule } from "./finding-rule.ts";
import { batchName, FILLS, particular } from "./particular.ts";

const LEAST_CALLS = 1000;
/** Requests a submission. From two on batching has begun. */
const MEAN = 1.5;
/** What the saving is told for. */
const BATCH = 8;

export const oneRequestRule: FindingRule = {
  rule: "one-request-a-submission",
  look: ({ particulars }) => {
    const counts = FILLS.map((fill) => particular(particulars, batchName("io_uring_enter", fill)));
    const requests = counts.reduce((sum, { things }) => sum + things, 0);
    const waits = counts[0]?.times ?? 0;
    const submissions = counts.reduce((sum, { times }) => sum + times, 0) - waits;
    if (submissions < LEAST_CALLS || requests >= MEAN * submissions) return [];
    return [
      {
        title: "io_uring is given its requests one at a time",
        evidence: [
          { label: "io_uring_enter calls that submitted", value: submissions, unit: "calls" },
          { label: "requests submitted", value: requests, unit: "requests" },
          { label: "requests a submission", value: requests / submissions, unit: "ratio" },
          { label: "io_uring_enter calls that only waited", value: waits, unit: "calls" },
        ],
        threshold:
          "At least 1,000 submissions of less than 1.5 requests on average: a plain call crosses as often, with less work around it.",
        advice:
          "Queue all that is known to be needed, then submit and wait with one io_uring_enter; link what depends on each other (IOSQE_IO_LINK); where requests come singly by nature, plain calls or IORING_SETUP_SQPOLL.",
        saves: { transitionsFewer: 2 * (submissions - Math.ceil(requests / BATCH)) },
      },
    ];
  },
};
