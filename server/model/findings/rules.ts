/** All rules. docs/findings.md has a section for each. */
import { againRule } from "./asks-in-vain.ts";
import { directCandidateRule } from "./direct-candidate.ts";
import { directSmallRule } from "./direct-small.ts";
import { fileCopyRule } from "./file-copy-through-memory.ts";
import type { FindingRule, ScopeRule } from "./finding-rule.ts";
import { mappedReadingRule } from "./mapped-reading.ts";
import { oneEventRule } from "./one-event-a-wait.ts";
import { oneRequestRule } from "./one-request-a-submission.ts";
import { faultsRule } from "./page-faults-dominate.ts";
import { relayRule } from "./relay-through-memory.ts";
import { smallCallsRule } from "./small-calls.ts";
import { smallSocketReadsRule } from "./small-socket-reads.ts";
import { socketRelayRule } from "./socket-relay.ts";
import { switchStormRule } from "./switch-storm.ts";
import { tlsRule } from "./tls-in-user-space.ts";
import { unjoinedWritesRule } from "./unjoined-writes.ts";
import { cpuContentionRule, waitsForCpuRule } from "./waits-for-cpu.ts";
import { kernelCopyRule } from "./zero-copy-call-copies.ts";
import { zerocopyFallsBackRule } from "./zerocopy-falls-back.ts";
import { zerocopyTooSmallRule } from "./zerocopy-too-small.ts";

export const RULES: readonly FindingRule[] = [
  relayRule,
  socketRelayRule,
  fileCopyRule,
  kernelCopyRule,
  smallCallsRule,
  unjoinedWritesRule,
  smallSocketReadsRule,
  againRule,
  switchStormRule,
  waitsForCpuRule,
  oneEventRule,
  oneRequestRule,
  faultsRule,
  mappedReadingRule,
  tlsRule,
  zerocopyFallsBackRule,
  zerocopyTooSmallRule,
  directSmallRule,
  directCandidateRule,
];

export const SCOPE_RULES: readonly ScopeRule[] = [cpuContentionRule];
