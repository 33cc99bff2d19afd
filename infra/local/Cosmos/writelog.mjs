// An append-only file of JSON lines. append() resolves when its line is on disk (one fdatasync for all lines that
// came while the previous one ran), so what was acknowledged survives kill -9 and a power cut.
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, readSync, renameSync, truncateSync, writeSync, constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

const CHUNK = 1 << 20;

export class WriteLog {
  #path;
  #file;
  #waiting = [];
  #flushing = null;
  bytes = 0;

  constructor(path) {
    this.#path = path;
  }

  /** Calls onEntry for every whole line; cuts off a torn tail; throws when a broken line has a whole one after it. */
  read(onEntry) {
    if (!existsSync(this.#path)) return;
    const fd = openSync(this.#path, constants.O_RDONLY);
    let rest = Buffer.alloc(0);
    let position = 0;
    let good = 0;
    let broken = -1;
    const chunk = Buffer.allocUnsafe(CHUNK);
    try {
      for (;;) {
        const count = readSync(fd, chunk, 0, CHUNK, position);
        if (count === 0) break;
        position += count;
        let block = rest.length === 0 ? Buffer.from(chunk.subarray(0, count)) : Buffer.concat([rest, chunk.subarray(0, count)]);
        let from = 0;
        for (let end = block.indexOf(10, from); end >= 0; end = block.indexOf(10, from)) {
          const entry = parse(block.toString('utf8', from, end));
          if (entry === undefined) {
            if (broken < 0) broken = good;
          } else if (broken >= 0) {
            throw new Error(`${this.#path} is damaged at byte ${broken}: a broken line with whole lines after it is no torn tail.`);
          } else {
            onEntry(entry);
            good += end + 1 - from;
          }
          from = end + 1;
        }
        rest = block.subarray(from);
      }
    } finally {
      closeSync(fd);
    }
    if (good < position) {
      process.stderr.write(`cosmos: cut a torn tail of ${position - good} bytes off ${this.#path}\n`);
      truncateSync(this.#path, good);
    }
    this.bytes = good;
  }

  /** Replaces the file's content by these lines; either the old or the new file survives a crash. */
  async rewrite(lines) {
    const next = `${this.#path}.next`;
    const fd = openSync(next, 'w');
    let bytes = 0;
    try {
      let block = [];
      let size = 0;
      const put = () => {
        bytes += writeAll(fd, Buffer.from(block.join(''), 'utf8'));
        block = [];
        size = 0;
      };
      for (const line of lines) {
        block.push(line, '\n');
        size += line.length;
        if (size >= CHUNK) put();
      }
      put();
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
    await this.#file?.close();
    renameSync(next, this.#path);
    syncDirectory(dirname(this.#path));
    this.bytes = bytes;
    this.#file = await open(this.#path, 'a');
  }

  /** Queues one line; resolves when it is on disk. */
  append(line) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Resolves when nothing is queued or being written. */
  async idle() {
    while (this.#flushing) await this.#flushing;
  }

  async #flush() {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const block = Buffer.from(batch.map((entry) => entry.line).join('\n') + '\n', 'utf8');
        for (let at = 0; at < block.length;) at += (await this.#file.write(block, at)).bytesWritten;
        await this.#file.datasync();
        this.bytes += block.length;
      } catch (error) {
        // Nobody knows what reached the disk: the memory may be ahead of the file, so the process must not go on.
        process.stderr.write(`cosmos: cannot write ${this.#path}: ${error.message}\n`);
        process.exit(1);
      }
      for (const entry of batch) entry.resolve();
    }
    this.#flushing = null;
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function writeAll(fd, block) {
  for (let at = 0; at < block.length;) at += writeSync(fd, block, at);
  return block.length;
}

function syncDirectory(path) {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
