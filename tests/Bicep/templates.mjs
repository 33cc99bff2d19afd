// Reads Bicep templates as text: declarations with their bodies. Enough for assertions; syntax and types are bicep-check's business.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const read = name => fs.readFileSync(path.join(root, name), 'utf8');
export const json = name => JSON.parse(read(name));

export const files = folder =>
  fs.readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(entry => !['bin', 'obj', 'node_modules'].includes(entry.name))
    .flatMap(entry => (entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));

const skipString = (text, at) => {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text.startsWith('${', i)) i = closing(text, i + 1);
    else if (text[i] === "'") return i;
  }
  throw new Error('a string does not end');
};

/** Index of the bracket that closes the one at an index; strings and comments are stepped over. */
export function closing(text, at) {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === "'") i = skipString(text, i);
    else if (text.startsWith('//', i)) i = text.indexOf('\n', i);
    else if ('{[('.includes(text[i])) depth++;
    else if ('}])'.includes(text[i]) && --depth === 0) return i;
  }
  throw new Error('a bracket does not close');
}

/** Declarations of a template, nested ones too: {keyword, name, type, body}. */
export function declarations(text) {
  const found = [];
  for (const match of text.matchAll(/^[ ]*(resource|module) (\w+) '([^']+)'( existing)? = /gm)) {
    const start = match.index + match[0].length;
    const open = text.indexOf('{', start);
    const loop = text[start] === '[' ? start : open;
    found.push({ keyword: match[1], name: match[2], type: match[3], existing: Boolean(match[4]), body: text.slice(start, closing(text, loop) + 1) });
  }
  return found;
}

/** Text of a variable's value. */
export function variable(text, name) {
  const match = new RegExp(`^var ${name} = `, 'm').exec(text);
  if (!match) throw new Error(`there is no variable ${name}`);
  const start = match.index + match[0].length;
  const open = /[{[(]/.exec(text.slice(start));
  return text.slice(start, closing(text, start + open.index) + 1);
}

export const templates = files('bicep').filter(name => name.endsWith('.bicep')).map(name => ({ name, text: read(name) }));
export const main = read('bicep/main.bicep');
export const sizes = json('bicep/sizes.json');
export const settings = json('bicep/settings.json');
export const resources = templates.flatMap(({ name, text }) =>
  declarations(text).filter(each => each.keyword === 'resource' && !each.existing).map(each => ({ file: name, ...each, kind: each.type.split('@')[0] })));
export const ofKind = kind => resources.filter(each => each.kind === kind);
export const module = name => declarations(main).find(each => each.keyword === 'module' && each.name === name).body;
