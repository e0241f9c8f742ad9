import { describe, expect, it } from "vitest";
import { hasTlsLibrary } from "./tls-library.ts";

const line = (path: string) => `7f3c1e000000-7f3c1e0a0000 r-xp 00000000 fe:00 1234    ${path}`;

describe("the maps of a process", () => {
  it.each([
    "/usr/lib/x86_64-linux-gnu/libssl.so.3",
    "/usr/lib/x86_64-linux-gnu/libgnutls.so.30.34.3",
    "/usr/lib/firefox/libnss3.so",
    "/tmp/libnetty_tcnative_linux_x86_64.so",
    "/opt/old/libssl-1.1.so (deleted)",
  ])("have a TLS library in %s", (path) => {
    expect(hasTlsLibrary(`${line("/usr/bin/server")}\n${line(path)}\n`)).toBe(true);
  });
  it.each([
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
    "/srv/libssl.so-notes.txt.d/data",
    "/usr/lib/x86_64-linux-gnu/libnss_files.so.2",
  ])("have none in %s", (path) => {
    expect(hasTlsLibrary(line(path))).toBe(false);
  });
});
