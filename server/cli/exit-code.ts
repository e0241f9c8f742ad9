/**
 * Exit statuses. A command that copyscope starts gives its own, as `env`, `time` and `timeout` do; so copyscope
 * keeps to the three they set apart, in every subcommand: one rule for scripts.
 */

/** copyscope itself failed: wrong options, no privilege, an unreadable file, a full disk. */
export const COPYSCOPE_FAILED = 125;
/** `doctor` looked, and something keeps copyscope from working here. */
export const DOCTOR_FOUND_FAULTS = 1;
/** A condition of `compare --fail-if` holds. */
export const CONDITION_HOLDS = 1;
