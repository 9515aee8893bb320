import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/commandOptions.ts';
import { loadPlanOf, readLoadFile } from '../../src/cli/loadFile.ts';

test.each([
  ['{', /the load file is not JSON/],
  ['{}', /there is no address to load/],
])('%s is a mistake of the command line that names the file', (text, message) => {
  const reading = () => loadPlanOf(readLoadFile(text, {}));
  expect(reading).toThrow(UsageError);
  expect(reading).toThrow(message);
});
