import { faults } from './faults.ts';
import { ToolClient } from './toolClient.ts';

/** The tool server for whoever needs it: started at the first need, and again after it has died. */
export class Tools {
  private readonly script: string;
  private shared: Promise<ToolClient> | undefined;

  constructor(script: string) {
    this.script = script;
  }

  /** The tools there are. */
  async list(): Promise<ToolClient['tools']> {
    return (await this.client()).tools;
  }

  /** Runs `work` with a server to call. */
  async use<Result>(work: (client: ToolClient) => Promise<Result>): Promise<Result> {
    if (!faults.has('tool-per-turn')) return work(await this.client());
    const own = await ToolClient.start(this.script);
    try {
      return await work(own);
    } finally {
      await own.close();
    }
  }

  async close(): Promise<void> {
    const client = await this.shared?.catch(() => undefined);
    await client?.close();
  }

  private client(): Promise<ToolClient> {
    const start = () => ToolClient.start(this.script);
    this.shared =
      this.shared === undefined ? start() : this.shared.then((client) => (client.isAlive ? client : start()), start);
    return this.shared;
  }
}
