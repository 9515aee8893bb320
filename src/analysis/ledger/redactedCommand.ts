/** What stands in place of a value that may be a secret. */
const hidden = '***';
/** Longer words are cut: nobody reads them, and they hold data rather than names. */
const wordLengthMax = 200;
const lineLengthMax = 600;

const secretName =
  /(^|[-_.])(token|secret|pass|passwd|password|passphrase|pwd|pw|auth|authorization|credentials?|cookie|session|jwt|bearer|signature|sig|dsn|pat|pin|private|api-?key|apikey|access-?key|key|cert)([-_.]|$)|token$|secret$|password$|apikey$|accesskey$|privatekey$/i;
/** Names of which the value is a key in another sense. */
const harmlessName = /^(--?)?(keyboard|keymap|max-keys|sort-key|key-?file|cert-?file|passes|authors?|pass-?through)$/i;
const addressName = /(^|[-_])(url|uri|dsn|connection(-?string)?|database|conn)$/i;
const harmlessVariable =
  /^(NODE_ENV|PORT|HOST|HOSTNAME|DEBUG|LANG|LC_ALL|TZ|PATH|HOME|USER|SHELL|TERM|PWD|NODE_OPTIONS|LOG_LEVEL|CI|FORCE_COLOR|NO_COLOR)$/;
const headers = new Set(['-H', '--header', '--headers', '-u', '--user', '--userpwd', '--cookie', '-b']);
const environments = new Set(['-e', '--env', '--set-env', '--build-arg', '--secret']);
const evaluates = new Set(['-e', '--eval', '-p', '--print', '-pe', '-c']);
const interpreters = /(^|[\\/])(node|nodejs|bun|deno|python[\d.]*|ruby|perl|sh|bash|dash|zsh|fish|tsx)[\d.]*(\.exe)?$/;

const shells = /(^|[\\/])(sh|bash|dash|ash|zsh|fish)$/;

const knownTokens =
  /\b(sk-[\w-]{8,}|[sr]k_(live|test)_\w{8,}|gh[pousr]_\w{8,}|github_pat_\w{8,}|glpat-[\w-]{8,}|xox[a-z]-[\w-]{8,}|AKIA[0-9A-Z]{12,}|AIza[\w-]{20,}|hf_\w{8,}|npm_\w{16,}|eyJ[\w-]{8,}\.[\w-]*\.?[\w-]*)/g;

const isSecretName = (name: string): boolean => {
  const spaced = name.replace(/^-+/, '').replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2');
  return !harmlessName.test(spaced) && secretName.test(spaced);
};

/** Long, of letters and digits mixed, with no structure of a path, a version or a name: made by a machine. */
function looksGenerated(word: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(word)) return true;
  if (word.length < 28 || !/^[A-Za-z0-9+/=_-]+$/.test(word) || (word.match(/\//g) ?? []).length > 2) return false;
  const turns = word.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && turns >= 4;
}

/** User and password of an address, and the values of its query that are named as secrets. */
function withoutCredentials(word: string): string {
  return word
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*)@/gi, `$1${hidden}@`)
    .replaceAll(/([?&;#]([\w.-]+)=)([^&#\s;]*)/g, (whole, lead: string, name: string, value: string) =>
      value !== '' && (isSecretName(name) || looksGenerated(value)) ? `${lead}${hidden}` : whole,
    )
    .replaceAll(/(\/\/hooks\.[^\s/]+\/)\S+/g, `$1${hidden}`);
}

function withoutTokens(word: string): string {
  return word
    .replaceAll(knownTokens, hidden)
    .replaceAll(/\b(Bearer|Basic|Token)\s+\S+/gi, `$1 ${hidden}`)
    .replaceAll(
      /(["']?)([\w.-]+)\1(\s*:\s*)(["'])(.*?)\4/g,
      (whole, quote: string, name: string, colon: string, mark: string) =>
        isSecretName(name) ? `${quote}${name}${quote}${colon}${mark}${hidden}${mark}` : whole,
    )
    .split(/([\s,:=/@]+)/)
    .map((part) => (looksGenerated(part) ? hidden : part))
    .join('');
}

/** `NAME=value` of an environment: the value goes, unless the name is one of those that never hold a secret. */
function withoutVariable(word: string): string {
  const [, name = '', value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
  if (name === '' || value === '') return word;
  const isVariable = name === name.toUpperCase();
  if (isVariable && harmlessVariable.test(name)) return word;
  return isVariable || isSecretName(name) ? `${name}=${hidden}` : word;
}

function withoutOption(word: string): string {
  const [, name = '', value = ''] = /^(-{1,2}[\w.-]+)[=:]([\s\S]+)$/.exec(word) ?? [];
  return name !== '' && value !== '' && isSecretName(name) ? `${name}=${hidden}` : word;
}

const cleaned = (word: string): string =>
  withoutTokens(withoutCredentials(withoutVariable(withoutOption(word)))).slice(0, wordLengthMax);

/** What the word before says of the next one: a secret, code, an address, or nothing. */
function meaningAfter(word: string, isInterpreter: boolean): 'secret' | 'code' | 'variable' | 'plain' {
  if (isInterpreter && evaluates.has(word)) return 'code';
  if (headers.has(word)) return 'secret';
  if (environments.has(word)) return 'variable';
  if (/^--?[A-Za-z]/.test(word) && !word.includes('=')) {
    if (isSecretName(word)) return 'secret';
    if (addressName.test(word)) return 'plain';
  }
  return 'plain';
}

/**
 * The command as it may be shown: values that are named as secrets, credentials in addresses, tokens by their look,
 * values of environment variables, and code given on the command line are replaced.
 */
export function redactedCommand(command: readonly string[]): string {
  // A program that has set its own title holds all in one word.
  const words = command.length === 1 ? (command[0] ?? '').split(' ') : command;
  const isInterpreter = interpreters.test(words[0] ?? '');
  let isPastScript = false;
  let meaning: ReturnType<typeof meaningAfter> = 'plain';
  const shown = words.map((word, index) => {
    const now = meaning;
    meaning = meaningAfter(word, isInterpreter && !isPastScript);
    if (index > 0 && !word.startsWith('-')) isPastScript = true;
    if (now === 'plain' || (now === 'secret' && /^--?[A-Za-z]/.test(word))) return cleaned(word);
    // A line for a shell is a command itself; other code may hold anything.
    if (now === 'code') return shells.test(words[0] ?? '') ? redactedCommand(word.split(' ')) : '[code]';
    return now === 'variable' && word.includes('=') ? withoutVariable(word) : hidden;
  });
  const line = shown.join(' ').replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > lineLengthMax ? `${line.slice(0, lineLengthMax - 1)}…` : line;
}
