const optionsWithValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
]);
const evaluates = new Set(['-e', '--eval', '-p', '--print', '-pe']);

/** A short name for a Node command: the script's file name, `[eval]`, or the program's name. */
export function commandName(command: readonly string[]): string {
  const [program = 'node', ...rest] = command;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (evaluates.has(word)) return '[eval]';
    if (optionsWithValue.has(word)) index += 1;
    else if (word !== '' && !word.startsWith('-')) return word.replace(/^.*[\\/]/, '') || word;
  }
  return program.replace(/^.*[\\/]/, '') || program;
}
