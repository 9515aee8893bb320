import { createInterface } from 'node:readline';

/*
 * The tools of the agent, in a process of their own: a Model Context Protocol server over standard input and output,
 * one JSON-RPC message a line. It ends when its input does.
 */
type Request = {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: Readonly<Record<string, unknown>> };
};

const orderProperty = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] };
const states = ['packed', 'handed to the courier', 'on its way', 'delivered', 'waiting for payment'] as const;

type Tool = {
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly call: (given: Readonly<Record<string, unknown>>) => string;
};

/** The number of the order. Throws where it is none: the model made it up, and should be told. */
function orderNumber(given: Readonly<Record<string, unknown>>): number {
  const order = Number(given['order']);
  if (!Number.isInteger(order) || order <= 0) throw new Error(`${String(given['order'])} is not an order number`);
  return order;
}

const tools: Readonly<Record<string, Tool>> = {
  order_status: {
    description: 'Where an order is',
    inputSchema: orderProperty,
    call: (given) => {
      const order = orderNumber(given);
      return `Order ${order} is ${states[order % states.length]}, ${1 + (order % 4)} parcels.`;
    },
  },
  refund_quote: {
    description: 'What is paid back when an order is returned',
    inputSchema: orderProperty,
    call: (given) => {
      const order = orderNumber(given);
      return `Order ${order} gives back ${((order * 37) % 20_000) / 100} euros after a fee of 2.50.`;
    },
  },
};

function callResult(name: string, given: Readonly<Record<string, unknown>>): unknown {
  const tool = tools[name];
  if (tool === undefined) return { isError: true, content: [{ type: 'text', text: `there is no tool ${name}` }] };
  try {
    return { content: [{ type: 'text', text: tool.call(given) }] };
  } catch (error) {
    // The protocol has tools tell the model of their failures, so that it can try otherwise.
    return { isError: true, content: [{ type: 'text', text: String(error) }] };
  }
}

function answerOf({ method, params }: Request): { readonly result: unknown } | { readonly error: unknown } {
  switch (method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'shop-tools', version: '1.0.0' },
        },
      };
    case 'tools/list':
      return {
        result: {
          tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({
            name,
            description,
            inputSchema,
          })),
        },
      };
    case 'tools/call':
      return { result: callResult(params?.name ?? '', params?.arguments ?? {}) };
    case 'ping':
      return { result: {} };
    default:
      return { error: { code: -32_601, message: `no method ${method}` } };
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const request: Request = JSON.parse(line);
  // A message without an id is a notice: it has no answer.
  if (request.id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answerOf(request) })}\n`);
});
lines.on('close', () => process.exit(0));
process.on('SIGINT', () => undefined);
