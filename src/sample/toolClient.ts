import { createInterface } from 'node:readline';
import type { ToolDescription } from './chat.ts';
import { endScript, startScript, type PipedChild } from './childProcess.ts';

type Reply = {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};
type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** A tool server and the talk with it: Model Context Protocol, one JSON-RPC message a line. */
export class ToolClient {
  private readonly child: PipedChild;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private hasEnded = false;
  tools: readonly ToolDescription[] = [];

  private constructor(child: PipedChild) {
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.accept(line));
    child.on('exit', () => this.fail('the tool server ended'));
    child.on('error', (error) => this.fail(`the tool server cannot be started: ${error.message}`));
    // Writing to a server that has just ended; its exit tells the callers.
    child.stdin.on('error', () => undefined);
  }

  /** Starts the server, greets it and asks for its tools. */
  static async start(script: string): Promise<ToolClient> {
    const client = new ToolClient(startScript(script));
    await client.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'gateway', version: '1.0.0' },
    });
    client.notify('notifications/initialized');
    // The shape of this answer is the protocol's.
    const listed = (await client.request('tools/list', {})) as {
      tools: readonly { name: string; description: string; inputSchema: Readonly<Record<string, unknown>> }[];
    };
    client.tools = listed.tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      parameters: inputSchema,
    }));
    return client;
  }

  get isAlive(): boolean {
    return !this.hasEnded;
  }

  /** What the tool says, also when it says that it failed: the model reads it. */
  async call(name: string, given: string): Promise<string> {
    const result = (await this.request('tools/call', { name, arguments: JSON.parse(given) })) as {
      content: readonly { text: string }[];
    };
    return result.content.map(({ text }) => text).join('\n');
  }

  close(): Promise<void> {
    return endScript(this.child, 1000);
  }

  private request(method: string, params: unknown): Promise<unknown> {
    if (this.hasEnded) return Promise.reject(new Error('the tool server has ended'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  }

  private notify(method: string): void {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`);
  }

  private accept(line: string): void {
    const reply: Reply = JSON.parse(line);
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.error === undefined) waiting?.resolve(reply.result);
    else waiting?.reject(new Error(reply.error.message));
  }

  private fail(reason: string): void {
    this.hasEnded = true;
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }
}
