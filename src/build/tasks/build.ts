import path from 'node:path';
import { bundleAll, currentPlatform, root } from '../bundle.ts';

await bundleAll({ out: path.join(root, 'dist'), platform: currentPlatform(), kind: 'development' });
