import { ensureChromium, ensureCodeServer } from '../editorTools.ts';
import { ensureNodes } from '../nodeTools.ts';
import { ToolMissing } from '../tools.ts';

/** Sets up what the suites need. Exit code 2 where something cannot be had, with what to do about it. */
try {
  ensureNodes();
  ensureCodeServer();
  ensureChromium();
} catch (error) {
  if (!(error instanceof ToolMissing)) throw error;
  process.stderr.write(`pitstop: ${error.message}\n`);
  process.exitCode = 2;
}
