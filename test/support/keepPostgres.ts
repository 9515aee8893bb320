import { startEmbeddedServer } from '../../src/host/postgres/embeddedServer.ts';

// A process that has a server for as long as its standard input is open: `keepPostgres.ts DATA-FOLDER PROGRAM-FOLDER`.
const [dataFolder = '', programFolder = ''] = process.argv.slice(2);
const server = await startEmbeddedServer({ chosenFolder: null, dataFolder, programFolder, isTemporary: false });
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url })}\n`);
process.stdin.resume().on('end', () => {
  void server.stop().then(() => process.exit(0));
});
