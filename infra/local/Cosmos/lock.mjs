// One gateway per directory: two would write over each other. A lock whose process is gone, or is another program
// that got the same number, is taken over.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Takes the directory's lock or ends the process; returns what releases it. */
export async function lock(directory) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'lock');
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner !== process.pid && isGateway(owner)) {
      process.stderr.write(`cosmos: process ${owner} serves ${directory} already.\n`);
      process.exit(1);
    }
    rmSync(path, { force: true });
  }
}

function isGateway(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.mjs');
  } catch (error) {
    // No such process, or a system without /proc, where the number alone says too little.
    if (error.code === 'ESRCH' || error.code === 'ENOENT' || error.code === 'EPERM') return false;
    throw error;
  }
}
