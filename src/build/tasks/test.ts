import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../bundle.ts';
import { ensureChromium, ensureCodeServer } from '../editorTools.ts';
import { ensureHeapdump } from '../heapdump.ts';
import { ensureNodes } from '../nodeTools.ts';
import { ToolMissing } from '../tools.ts';

/**
 * `npm test [-- --only unit|process|editor]`: sets up what is needed, then check, build and the suites in order.
 * The last line is `N passed, N failed` over all suites. Exit code 1 when a step or a test failed, or a suite was empty.
 */
const suiteNames = ['unit', 'process', 'editor'] as const;
type SuiteName = (typeof suiteNames)[number];

/** The vitest projects of a suite. */
const projects: Readonly<Record<SuiteName, readonly string[]>> = {
  unit: ['unit'],
  process: ['process', 'alone'],
  editor: ['editor', 'editor-far'],
};

/** What vitest's JSON reporter writes, as far as we count it. */
type Results = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
};

type Count = { readonly passed: number; readonly failed: number };

/** Runs a script on this Node with our own output. Ends it when we are asked to end. Resolves to its exit code. */
async function run(script: string, args: readonly string[] = []): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = () => child.kill('SIGTERM');
  process.once('SIGTERM', end);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', end);
      resolve(code ?? 1);
    });
  });
}

/** Runs one vitest project and counts. What failed outside a test counts as one failed test, so that it is seen. */
async function runProject(project: string): Promise<Count> {
  const file = path.join(root, 'out', 'test', `${project}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await run(vitest, [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  let results: Results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stderr.write(`pitstop: suite ${project} left no results: ${String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
  const brokenFiles = results.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const counted = results.numFailedTests + brokenFiles;
  if (results.numPassedTests + counted === 0) process.stderr.write(`pitstop: suite ${project} ran no test\n`);
  const wentWrong = code !== 0 || results.numPassedTests === 0;
  return { passed: results.numPassedTests, failed: counted === 0 && wentWrong ? 1 : counted };
}

/** Sets up what the suites need, each on its own: a machine that cannot have an editor still runs the rest. */
function setUp(suites: readonly SuiteName[]): readonly SuiteName[] {
  const missing: SuiteName[] = [];
  const steps: readonly (readonly [SuiteName, () => void])[] = [
    ['process', ensureNodes],
    ['process', ensureHeapdump],
    ['editor', ensureCodeServer],
    ['editor', ensureChromium],
  ];
  for (const [suite, step] of steps) {
    if (!suites.includes(suite) || missing.includes(suite)) continue;
    try {
      step();
    } catch (error) {
      if (!(error instanceof ToolMissing)) throw error;
      process.stderr.write(`pitstop: ${error.message}\n`);
      missing.push(suite);
    }
  }
  return missing;
}

function chosenSuites(only: string | undefined): readonly SuiteName[] {
  if (only === undefined) return suiteNames;
  const chosen = suiteNames.find((name) => name === only);
  if (chosen === undefined) {
    process.stderr.write(`pitstop: no suite ${only}; the suites are ${suiteNames.join(', ')}.\n`);
    process.exit(2);
  }
  return [chosen];
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const suites = chosenSuites(values.only);
const task = (name: string) => path.join(root, 'src', 'build', 'tasks', `${name}.ts`);
const startedAt = performance.now();
const missing = setUp(suites);
const brokenSteps: string[] = [];
for (const step of ['check', 'build']) if ((await run(task(step))) !== 0) brokenSteps.push(step);

const total = { passed: 0, failed: 0 };
for (const suite of suites) {
  for (const project of projects[suite]) {
    const count = missing.includes(suite) ? { passed: 0, failed: 1 } : await runProject(project);
    process.stdout.write(`suite ${project}: ${count.passed} passed, ${count.failed} failed\n\n`);
    total.passed += count.passed;
    total.failed += count.failed;
  }
}
for (const step of brokenSteps) process.stdout.write(`step ${step} failed: see above\n`);
process.stdout.write(`time ${((performance.now() - startedAt) / 60_000).toFixed(1)} min\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 || brokenSteps.length > 0 ? 1 : 0;
