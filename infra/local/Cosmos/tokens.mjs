// Cuts query text into tokens.
import { badRequest } from './failure.mjs';

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<parameter>@\w+)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign><=|>=|!=|<>|[=<>().,*[\]-]))/y;

/** @returns {{kind: string, value: any}[]} */
export function tokenize(text) {
  const tokens = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw badRequest(`Syntax error in the query at character ${at}: ${text.slice(at, at + 20)}`);
    const { number, word, parameter, text: quoted, sign } = match.groups;
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else if (parameter !== undefined) tokens.push({ kind: 'parameter', value: parameter });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: unquote(quoted) });
    else tokens.push({ kind: 'sign', value: sign });
  }
  return tokens;
}

function unquote(quoted) {
  const inner = quoted.slice(1, -1);
  return quoted[0] === '"' ? JSON.parse(quoted) : JSON.parse(`"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`);
}
