import { get } from 'node:http';
import WebSocket from 'ws';

/** A script's value, or the text of what it threw. */
export type Evaluated = { readonly value: unknown } | { readonly thrown: string };

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

/** Undefined for a message that is no answer of ours. */
function evaluatedOf(text: string): Evaluated | undefined {
  const message = parsedJson(text);
  if (typeof message !== 'object' || message === null || !('id' in message)) return undefined;
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

/**
 * Evaluates a script in a program's main thread, where `require` is the program's own, and hangs up. Undefined where no
 * answer came in time: the program is paused in a debugger, or its engine does not come to it.
 */
export function evaluateOnce(url: string, expression: string, timeoutMs: number): Promise<Evaluated | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: timeoutMs });
    const end = (outcome: Evaluated | undefined) => {
      clearTimeout(deadline);
      socket.terminate();
      resolve(outcome);
    };
    const deadline = setTimeout(() => end(undefined), timeoutMs);
    socket.on('open', () => {
      const params = { expression, includeCommandLineAPI: true, returnByValue: true };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    });
    socket.on('message', (data: Buffer) => {
      const outcome = evaluatedOf(data.toString('utf8'));
      if (outcome !== undefined) end(outcome);
    });
    socket.on('error', (error) => end({ thrown: error.message }));
    socket.on('close', () => end(undefined));
  });
}
