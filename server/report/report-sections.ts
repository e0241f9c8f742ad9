/** The whole report as sections, headline figures first: what text and Markdown both draw. */
import type { Report } from "../model/report.ts";
import { headlineSection } from "./headline-section.ts";
import type { Section } from "./section.ts";
import { findingsSection, trustSections } from "./trust-sections.ts";
import { workSections } from "./work-sections.ts";

export function reportSections(report: Report): readonly Section[] {
  return [
    headlineSection(report),
    ...workSections(report),
    ...findingsSection(report.findings),
    ...trustSections(report),
  ];
}
