/**
 * Set-up as a list: what is wanted, why, how to see that it is there, and the one command that brings it.
 * Nothing here runs anything; perform.mjs does.
 */
import { join } from "node:path";
import { hasCommand, RUN_PACKAGES, TEST_PACKAGES } from "./debian-packages.mjs";
import { cacheFolder, matrixIsMade, matrixPlaces } from "./matrix.mjs";
import { npmPackagesAreCurrent } from "./npm-packages.mjs";
import { perfettoFolder, perfettoIsThere, perfettoPackages } from "./perfetto.mjs";
import { buildIsCurrent } from "./sources.mjs";

/**
 * A step.
 * - `why()`: one line for the person watching, said before anything runs
 * - `command()`: an argument list; with `needsRoot` it runs through sudo unless we are root
 * - `obstacle()`: null, or why it cannot work here and what to do instead
 * - `optional`: when it fails, say so and go on
 */

/** @param {string} root the checkout */
function npmPackages(root) {
  return {
    name: "npm packages",
    why: () => "the libraries copyscope is built with, as package-lock.json names them",
    isDone: () => npmPackagesAreCurrent(root),
    // Not `npm ci`: it refuses the lock file wherever the registry offers other optional packages than the one that
    // was asked when the file was written. --no-save installs what is locked and leaves the file as it is.
    command: () => ["npm", "install", "--no-save", "--include=dev", "--no-audit", "--no-fund"],
    obstacle: () => null,
    needsRoot: false,
    optional: false,
  };
}

/**
 * Debian starts a server as soon as it is installed (nginx, on port 80). It asks this program whether it may, where there
 * is one, and 101 is no: /usr/share/doc/init-system-helpers/README.policy-rc.d.gz. What an administrator put there stays.
 */
const START_NO_SERVICE =
  "policy=/usr/sbin/policy-rc.d; [ -e $policy ] || { trap 'rm -f /usr/sbin/policy-rc.d' EXIT INT TERM HUP; " +
  "printf '#!/bin/sh\\nexit 101\\n' >$policy; chmod 755 $policy; }";

function debianPackages(packages) {
  const missing = () => packages.filter((one) => !one.isPresent());
  const names = () => missing().map((one) => one.name);
  return {
    name: "Debian packages",
    why: () =>
      missing()
        .map((one) => `${one.name} (${one.why})`)
        .join(", "),
    isDone: () => missing().length === 0,
    // A package list that cannot be refreshed is no reason to stop: what is listed already may do.
    command: () => [
      "sh",
      "-c",
      `export DEBIAN_FRONTEND=noninteractive; ${START_NO_SERVICE}; apt-get -qq update; ` +
        `apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install --no-install-recommends ${names().join(" ")}; ` +
        "exit $?",
    ],
    obstacle: () =>
      hasCommand("apt-get")
        ? null
        : `There is no apt-get here to install them with. Install what Debian calls ${names().join(", ")} ` +
          `with this system's own package manager, then run this again.`,
    needsRoot: true,
    optional: false,
  };
}

function matrix(root) {
  return {
    name: "bpftrace matrix",
    why: () =>
      `other bpftrace versions for the tests, in chroots below ${matrixPlaces().folder}: ` +
      matrixPlaces()
        .suites.map(({ name, why }) => `${name} (${why})`)
        .join(", ") +
      "; about half a minute and half a gigabyte each, once",
    isDone: matrixIsMade,
    command: () => [process.execPath, join(root, "scripts/matrix.mjs"), cacheFolder()],
    obstacle: () => null,
    needsRoot: true,
    optional: process.env.CI !== "true",
  };
}

function perfetto() {
  return {
    name: "Perfetto's definitions",
    why: () => `what Perfetto publishes of its trace format, to decode exports with, in ${perfettoFolder()}`,
    isDone: perfettoIsThere,
    command: () => [
      "python3",
      "-m",
      "pip",
      "-q",
      "install",
      "--upgrade",
      "--target",
      perfettoFolder(),
      ...perfettoPackages(),
    ],
    obstacle: () => null,
    needsRoot: true,
    optional: process.env.CI !== "true",
  };
}

function build(root) {
  return {
    name: "build",
    why: () => "dist/ is missing or older than the sources",
    isDone: () => buildIsCurrent(root),
    command: () => [process.execPath, join(root, "scripts/build.mjs")],
    obstacle: () => null,
    needsRoot: false,
    optional: false,
  };
}

/** What `npm start` needs. */
export function stepsToStart(root) {
  return [npmPackages(root), debianPackages(RUN_PACKAGES), build(root)];
}

/** What `npm test` needs. */
export function stepsToTest(root) {
  return [
    npmPackages(root),
    debianPackages([...RUN_PACKAGES, ...TEST_PACKAGES]),
    matrix(root),
    perfetto(),
    build(root),
  ];
}
