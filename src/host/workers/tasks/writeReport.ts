import { findingsReport, type ReportFacts } from '../../../analysis/reports/findingsReport.ts';
import { htmlReport } from '../../../analysis/reports/htmlReport.ts';
import { markdownReport } from '../../../analysis/reports/markdownReport.ts';

/** Everything found and tried out as one document. */
export function writeReport({
  facts,
  format,
}: {
  readonly facts: ReportFacts;
  readonly format: 'markdown' | 'html';
}): string {
  const report = findingsReport(facts);
  return format === 'html' ? htmlReport(report) : markdownReport(report);
}
