import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsReport, type ReportFacts } from '../../../src/analysis/reports/findingsReport.ts';
import { htmlReport } from '../../../src/analysis/reports/htmlReport.ts';
import { markdownReport } from '../../../src/analysis/reports/markdownReport.ts';
import { madeFacts } from './madeFacts.ts';

const golden = (name: string) => path.join(import.meta.dirname, '../../golden/reports', name);
const both = (facts: ReportFacts) => {
  const report = findingsReport(facts);
  return markdownReport(report) + htmlReport(report);
};

describe('the report', () => {
  test('as Markdown', async () => {
    await expect(markdownReport(findingsReport(madeFacts()))).toMatchFileSnapshot(golden('report.md'));
  });

  test('as HTML', async () => {
    await expect(htmlReport(findingsReport(madeFacts()))).toMatchFileSnapshot(golden('report.html'));
  });

  test('nothing was found: it says so', () => {
    const text = markdownReport(findingsReport({ ...madeFacts(), findings: [], experiments: [] }));
    expect(text).toContain('0 findings');
    expect(text).not.toContain('## Findings');
  });

  test('the page loads and runs nothing', () => {
    const page = htmlReport(findingsReport(madeFacts()));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|\bsrc=|href=|@import|url\(|https?:/i);
  });

  test('passwords and the home folder are nowhere in it, however deep they stand', () => {
    const facts = madeFacts();
    const secret = 'postgres://kim:hunter2@db/agents password=hunter2 in /home/kim/x';
    const [first] = facts.findings;
    const proof = first.proof === undefined ? {} : { proof: { ...first.proof, method: secret, machine: secret } };
    const finding = {
      ...first,
      ...proof,
      title: secret,
      stateReason: secret,
      evidence: [{ name: secret, value: 1, unit: 'ms' as const }],
    };
    const text = both({
      ...facts,
      findings: [finding],
      experiments: [{ ...facts.experiments[0], title: secret, answer: secret }],
    });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('/home/kim');
    expect(text).toContain('postgres://kim@db/agents');
  });

  test('words of a program stay words', () => {
    const facts = madeFacts();
    const title = '<img src=x> [a](b) **c** `d` | e & f';
    const report = findingsReport({ ...facts, findings: [{ ...facts.findings[0], title }] });
    expect(htmlReport(report)).toContain('&lt;img src=x&gt;');
    expect(htmlReport(report)).not.toContain('<img');
    expect(markdownReport(report)).toContain('\\<img src=x\\> \\[a\\](b) \\*\\*c\\*\\* \\`d\\` \\| e');
  });
});
