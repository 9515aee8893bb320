const listening = '0A';

/** A listening socket of `/proc/PID/net/tcp` or `tcp6`. */
export type ListeningSocket = { readonly port: number; readonly inode: string };

/** The listening sockets in the text of `/proc/PID/net/tcp`: port from the local address, and the socket's inode. */
export function listeningSockets(table: string): readonly ListeningSocket[] {
  const found: ListeningSocket[] = [];
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] !== listening) continue;
    const port = Number.parseInt(fields[1]?.split(':').at(-1) ?? '', 16);
    const inode = fields[9];
    if (Number.isSafeInteger(port) && inode !== undefined) found.push({ port, inode });
  }
  return found;
}
