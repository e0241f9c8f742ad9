/**
 * What copyscope uses from Debian, as data. A row counts as present by what it gives (a command on PATH, a
 * header), not by the package's name, so that a bpftrace somebody built themselves is left alone.
 */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether PATH, or the folders of system commands that a plain user's PATH lacks, hold this command. */
export function hasCommand(name) {
  if (name.includes("/")) return isExecutable(name);
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => folder !== "" && isExecutable(join(folder, name)));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Needed to run copyscope and its lab. */
export const RUN_PACKAGES = [
  {
    name: "bpftrace",
    why: "puts the probes into the kernel",
    isPresent: () => hasCommand(process.env.COPYSCOPE_BPFTRACE || "bpftrace"),
  },
  { name: "gcc", why: "compiles the lab's small C programs", isPresent: () => hasCommand("gcc") },
  { name: "libc6-dev", why: "C headers for the lab", isPresent: () => existsSync("/usr/include/stdio.h") },
  { name: "util-linux", why: "setpriv, to run workloads without privilege", isPresent: () => hasCommand("setpriv") },
];

/** Needed by the tests beyond that. */
export const TEST_PACKAGES = [
  {
    name: "debootstrap",
    why: "makes the chroots with other bpftrace versions",
    isPresent: () => hasCommand("debootstrap"),
  },
  {
    name: "debian-archive-keyring",
    why: "checks what debootstrap downloads",
    isPresent: () => existsSync("/usr/share/keyrings/debian-archive-keyring.gpg"),
  },
  { name: "strace", why: "counts system calls a second way, to compare", isPresent: () => hasCommand("strace") },
  { name: "time", why: "a second opinion on CPU time and switches", isPresent: () => hasCommand("/usr/bin/time") },
  { name: "procps", why: "ps, to see that nothing is left behind", isPresent: () => hasCommand("ps") },
  { name: "iproute2", why: "ip, for network namespaces and devices", isPresent: () => hasCommand("ip") },
  { name: "openssl", why: "makes a server's certificate", isPresent: () => hasCommand("openssl") },
  {
    name: "nginx-light",
    why: "a web server that is not ours, plain and with TLS",
    isPresent: () => hasCommand("nginx"),
  },
  { name: "chromium", why: "a real browser, for the dashboard's tests", isPresent: () => hasCommand("chromium") },
  { name: "passwd", why: "useradd, for a user whom the tests make and remove", isPresent: () => hasCommand("useradd") },
  {
    name: "python3-pip",
    why: "fetches Perfetto's own definitions, to check traces",
    isPresent: () => hasCommand("pip3"),
  },
  { name: "sudo", why: "the tests start copyscope as a user would", isPresent: () => hasCommand("sudo") },
];
