/* `npm run fix`: repairs what lint and formatting can repair by themselves. */
import { ensureDependencies } from './lib/setup.mjs';
import { run } from './lib/toolchain.mjs';

await ensureDependencies();
const lint = await run('backstage-cli', ['repo', 'lint', '--fix']);
const formatting = await run('prettier', ['--write', '--log-level=warn', '.']);
process.exit(lint.code || formatting.code);
