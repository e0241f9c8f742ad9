/**
 * What the things that a finding would save cost on one machine, measured there by `copyscope calibrate`
 * (docs/calibration.md says how). A recording carries the calibration of the machine it was made on.
 */
import { z } from "zod";

export const CALIBRATION_SCHEMA = "copyscope-calibration/1";

const nanoseconds = z.number().nonnegative().max(1e12);

/** Nanoseconds of CPU time: the median of the repetitions, and between what four fifths of them lay. */
const cost = z.object({ low: nanoseconds, median: nanoseconds, high: nanoseconds });

const mitigations = z.record(z.string(), z.string());

/** What costs depend on: measured on another, they say nothing. */
const machine = z.object({
  host: z.string(),
  kernel: z.string(),
  arch: z.string(),
  /** As /proc/cpuinfo has it. */
  processor: z.string(),
  /** Vulnerability and what the kernel does about it, as /sys/devices/system/cpu/vulnerabilities has it. */
  mitigations,
});

export const calibrationSchema = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  /** ISO 8601, UTC. */
  measuredAt: z.iso.datetime(),
  copyscope: z.string(),
  machine,
  repetitions: z.int().positive(),
  costs: z.object({
    /** A system call that does nothing (getppid): two mode transitions. */
    systemCall: cost,
    /** A read() of one byte from the page cache: two transitions and what a small call does in between. */
    smallRead: cost,
    /** A send() of one byte to another TCP socket of the machine: a packet of its own. */
    smallSend: cost,
    /** A byte copied by read() from the page cache, where source and buffer stay in the CPU's cache. */
    copyInCache: cost,
    /** A byte copied by read(), where the source is larger than the CPU's cache. */
    copyOutOfCache: cost,
    /** A byte handed over by reference: sendfile from the page cache to /dev/null. What takes a saved copy's place. */
    handOver: cost,
    /** A thread that blocks and hands the CPU to another: switch alone, without the calls around it. */
    voluntarySwitch: cost,
    /** The first touch of a page of new memory, zeroing it included. */
    anonymousFault: cost,
    /** The first touch of a mapped page that is in the page cache (the kernel maps its neighbours, too). */
    fileFault: cost,
    /** The same pages mapped in one go (MAP_POPULATE), for each fault that this saves. */
    populatedFault: cost,
  }),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibratedMachine = z.infer<typeof machine>;
export type Cost = z.infer<typeof cost>;
export type CostName = keyof Calibration["costs"];
