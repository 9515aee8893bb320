import { ensureHeapdump } from '../heapdump.ts';

ensureHeapdump();
