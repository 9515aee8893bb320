import { get } from 'node:http';
import WebSocket from 'ws';

/** A script's value, the text of what it threw, or that what it promised has not come yet. */
export type Evaluated = { readonly value: unknown } | { readonly thrown: string } | { readonly isLate: true };

/** The second message to the engine says that it listens; only the first's answer is waited for. */
const scriptId = 1;
const listeningId = 2;

const listBytesMax = 1024 * 1024;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Another kind of server answered.
    return undefined;
  }
}

function debuggerUrl(body: string): string | undefined {
  const list = parsedJson(body);
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (typeof first !== 'object' || first === null || !('webSocketDebuggerUrl' in first)) return undefined;
  const { webSocketDebuggerUrl: url } = first;
  return typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

/** Where the inspector on this port takes a debugger; undefined where the port is no inspector's. */
export function inspectorUrl(port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/json/list', timeout: timeoutMs, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
          if (body.length > listBytesMax) request.destroy();
        });
        response.on('close', () => resolve(debuggerUrl(body)));
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

/** Undefined for a message that is not the answer to the script. */
function evaluatedOf(message: unknown): Evaluated | undefined {
  if (typeof message !== 'object' || message === null || !('id' in message) || message.id !== scriptId)
    return undefined;
  if ('error' in message) return { thrown: JSON.stringify(message.error) };
  const result: unknown = 'result' in message ? message.result : undefined;
  if (typeof result !== 'object' || result === null) return { thrown: 'the inspector gave no result' };
  if ('exceptionDetails' in result) return { thrown: exceptionText(result.exceptionDetails) };
  const answer: unknown = 'result' in result ? result.result : undefined;
  return { value: typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : undefined };
}

function exceptionText(details: unknown): string {
  const exception: unknown =
    typeof details === 'object' && details !== null && 'exception' in details ? details.exception : undefined;
  const described: unknown =
    typeof exception === 'object' && exception !== null && 'description' in exception
      ? exception.description
      : undefined;
  return typeof described === 'string' ? (described.split('\n')[0] ?? described) : 'the script threw';
}

/** True for the answer that only says that the engine listens. */
function isListening(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'id' in message && message.id === listeningId;
}

/**
 * Evaluates a script in a program's main thread, where `require` is the program's own, waits for what it promises, and
 * hangs up. Late where the engine listens and the promise is not kept in time: the program's loop does not turn.
 * Undefined where no answer came at all: the program is paused in a debugger, or its engine does not come to it.
 */
export function evaluateOnce(url: string, expression: string, timeoutMs: number): Promise<Evaluated | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: timeoutMs });
    const end = (outcome: Evaluated | undefined) => {
      clearTimeout(deadline);
      socket.terminate();
      resolve(outcome);
    };
    let listens = false;
    const deadline = setTimeout(() => end(listens ? { isLate: true } : undefined), timeoutMs);
    const evaluate = (id: number, params: object) =>
      socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    socket.on('open', () => {
      evaluate(scriptId, { expression, includeCommandLineAPI: true, returnByValue: true, awaitPromise: true });
      evaluate(listeningId, { expression: '0' });
    });
    socket.on('message', (data: Buffer) => {
      const message = parsedJson(data.toString('utf8'));
      const outcome = evaluatedOf(message);
      if (outcome !== undefined) end(outcome);
      else if (isListening(message)) listens = true;
    });
    socket.on('error', (error) => end({ thrown: error.message }));
    // We close the inspector by the script itself; the answer may be overtaken by that.
    socket.on('close', () => end(listens ? { isLate: true } : undefined));
  });
}
