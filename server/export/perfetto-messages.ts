/**
 * The messages of a Perfetto trace that copyscope writes, with the field numbers of Perfetto's own definitions:
 * protos/perfetto/trace/trace_packet.proto, clock_snapshot.proto, interned_data/interned_data.proto, and of
 * track_event/: track_event.proto, track_descriptor.proto, counter_descriptor.proto, process_descriptor.proto,
 * thread_descriptor.proto, debug_annotation.proto. The tests decode what is written here with the definitions that
 * Perfetto publishes.
 */
import type { PbfWriter } from "pbf";

/** A clock and what it showed: BuiltinClock in common/builtin_clock.proto. Nanoseconds. */
export interface ClockReading {
  readonly clock: "realtime" | "boottime";
  readonly nanoseconds: number;
}

export interface TrackDescriptor {
  readonly uuid: number;
  readonly parent?: number;
  readonly name?: string;
  readonly process?: { readonly pid: number; readonly name: string };
  readonly thread?: { readonly pid: number; readonly tid: number; readonly name: string };
  readonly counter?: { readonly unit: "bytes" | "count"; readonly unitName: string };
}

export interface TrackEvent {
  readonly type: "begin" | "end" | "instant" | "counter";
  readonly track: number;
  /** Of slices and instants: a number that {@link InternedNames} explains. */
  readonly name?: number;
  readonly value?: number;
  readonly annotations?: readonly Annotation[];
}

export interface Annotation {
  /** A number that {@link InternedNames} explains. */
  readonly name: number;
  readonly value: string | number;
}

/** Names that come up for the first time; later packets say their numbers. */
export interface InternedNames {
  readonly events: readonly (readonly [number, string])[];
  readonly annotations: readonly (readonly [number, string])[];
}

export interface TracePacket {
  /** Nanoseconds of the trace's clock. */
  readonly timestamp?: number;
  readonly clocks?: readonly ClockReading[];
  readonly track?: TrackDescriptor;
  readonly event?: TrackEvent;
  readonly interned?: InternedNames;
  /** Whether this is the first packet: nothing interned before holds. */
  readonly first?: boolean;
}

const CLOCKS = { realtime: 1, boottime: 6 } as const;
const EVENT_TYPES = { begin: 1, end: 2, instant: 3, counter: 4 } as const;
const UNITS = { count: 2, bytes: 3 } as const;
/** TracePacket.SequenceFlags: SEQ_INCREMENTAL_STATE_CLEARED, SEQ_NEEDS_INCREMENTAL_STATE. */
const SEQUENCE_FLAGS = { cleared: 1, needed: 2 } as const;

/** Appends one packet: Trace.packet in trace.proto. */
export function writePacket(packet: TracePacket, pbf: PbfWriter): void {
  pbf.writeMessage(1, writePacketFields, packet);
}

function writePacketFields(packet: TracePacket, pbf: PbfWriter): void {
  if (packet.clocks !== undefined) pbf.writeMessage(6, writeClocks, packet.clocks);
  if (packet.timestamp !== undefined) pbf.writeVarintField(8, packet.timestamp);
  // trusted_packet_sequence_id: all of the trace is one sequence
  pbf.writeVarintField(10, 1);
  if (packet.event !== undefined) pbf.writeMessage(11, writeEvent, packet.event);
  if (packet.interned !== undefined) pbf.writeMessage(12, writeInterned, packet.interned);
  pbf.writeVarintField(13, packet.first === true ? SEQUENCE_FLAGS.cleared : SEQUENCE_FLAGS.needed);
  if (packet.track !== undefined) pbf.writeMessage(60, writeTrack, packet.track);
}

function writeClocks(clocks: readonly ClockReading[], pbf: PbfWriter): void {
  for (const reading of clocks) pbf.writeMessage(1, writeClock, reading);
  pbf.writeVarintField(2, CLOCKS.boottime);
}

function writeClock({ clock, nanoseconds }: ClockReading, pbf: PbfWriter): void {
  pbf.writeVarintField(1, CLOCKS[clock]);
  pbf.writeVarintField(2, nanoseconds);
}

function writeTrack(track: TrackDescriptor, pbf: PbfWriter): void {
  pbf.writeVarintField(1, track.uuid);
  if (track.name !== undefined) pbf.writeStringField(2, track.name);
  if (track.process !== undefined) pbf.writeMessage(3, writeProcess, track.process);
  if (track.thread !== undefined) pbf.writeMessage(4, writeThread, track.thread);
  if (track.parent !== undefined) pbf.writeVarintField(5, track.parent);
  if (track.counter !== undefined) pbf.writeMessage(8, writeCounter, track.counter);
}

function writeProcess({ pid, name }: NonNullable<TrackDescriptor["process"]>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, pid);
  pbf.writeStringField(6, name);
}

function writeThread({ pid, tid, name }: NonNullable<TrackDescriptor["thread"]>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, pid);
  pbf.writeVarintField(2, tid);
  pbf.writeStringField(5, name);
}

function writeCounter({ unit, unitName }: NonNullable<TrackDescriptor["counter"]>, pbf: PbfWriter): void {
  pbf.writeVarintField(3, UNITS[unit]);
  pbf.writeStringField(6, unitName);
}

function writeEvent(event: TrackEvent, pbf: PbfWriter): void {
  for (const annotation of event.annotations ?? []) pbf.writeMessage(4, writeAnnotation, annotation);
  pbf.writeVarintField(9, EVENT_TYPES[event.type]);
  if (event.name !== undefined) pbf.writeVarintField(10, event.name);
  pbf.writeVarintField(11, event.track);
  if (event.value !== undefined) pbf.writeDoubleField(44, event.value);
}

function writeAnnotation({ name, value }: Annotation, pbf: PbfWriter): void {
  pbf.writeVarintField(1, name);
  if (typeof value === "string") pbf.writeStringField(6, value);
  else pbf.writeVarintField(4, value);
}

function writeInterned({ events, annotations }: InternedNames, pbf: PbfWriter): void {
  for (const name of events) pbf.writeMessage(2, writeName, name);
  for (const name of annotations) pbf.writeMessage(3, writeName, name);
}

function writeName([number, name]: readonly [number, string], pbf: PbfWriter): void {
  pbf.writeVarintField(1, number);
  pbf.writeStringField(2, name);
}
