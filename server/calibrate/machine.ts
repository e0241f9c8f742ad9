/** The machine that costs are measured on, and whether costs measured earlier are still this machine's. */
import { readdirSync, readFileSync } from "node:fs";
import { cpus, hostname, release } from "node:os";
import type { CalibratedMachine, Calibration } from "../model/calibration.ts";
import type { RunInfo } from "../model/frame.ts";

const VULNERABILITIES = "/sys/devices/system/cpu/vulnerabilities";

/** Vulnerability and what the kernel does about it: several of these make every system call dearer. */
function mitigations(): Record<string, string> {
  try {
    const names = readdirSync(VULNERABILITIES).sort();
    return Object.fromEntries(names.map((name) => [name, readFileSync(`${VULNERABILITIES}/${name}`, "utf8").trim()]));
  } catch {
    return {};
  }
}

/** What makes costs this machine's: kernel, processor, and which CPU mitigations are on. */
export function thisMachine(): CalibratedMachine {
  return {
    host: hostname(),
    kernel: release(),
    arch: process.arch,
    processor: cpus()[0]?.model.trim() ?? "",
    mitigations: mitigations(),
  };
}

/** What of the machine has changed since the calibration and makes it worthless, in words; null where it still holds. */
export function changedSince({ machine }: Calibration, now: CalibratedMachine): string | null {
  if (machine.arch !== now.arch || machine.processor !== now.processor) return "another processor";
  if (machine.kernel !== now.kernel) return "another kernel";
  return JSON.stringify(machine.mitigations) === JSON.stringify(now.mitigations) ? null : "other mitigations";
}

/** Whether a recording was made on the machine of the calibration, as far as the recording says. */
export function isOfThatMachine({ machine }: Calibration, info: RunInfo): boolean {
  const processor = info.machine?.cpuModel ?? machine.processor;
  const same = machine.host === info.host && machine.kernel === info.kernel && machine.arch === info.arch;
  return same && machine.processor === processor;
}
