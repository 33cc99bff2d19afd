// The part of Cosmos DB's query language that the adapters and the SDK's ReadMany use:
// SELECT [TOP n] * | VALUE COUNT(1) | VALUE path | path [AS name], … FROM c [WHERE …] [ORDER BY path [ASC|DESC], …]
// with AND, OR, NOT, = != < <= > >=, IN, IS_DEFINED, STARTSWITH, parameters and literals. Anything else is a 400.
import { badRequest } from './failure.mjs';
import { tokenize } from './tokens.mjs';

const COMPILED = new Map(); // text → query; bounded, since texts come from code, not from users
const COMPILED_LIMIT = 500;

/** Compiles query text; where(lookup, parameters) tells whether a document matches, lookup(path) reads a value of it. */
export function compile(text) {
  let query = COMPILED.get(text);
  if (!query) {
    query = new Parser(tokenize(text)).query();
    if (COMPILED.size >= COMPILED_LIMIT) COMPILED.clear();
    COMPILED.set(text, query);
  }
  return query;
}

class Parser {
  #tokens;
  #at = 0;
  #alias = 'c';

  constructor(tokens) {
    this.#tokens = tokens;
    const from = tokens.findIndex((token) => token.kind === 'word' && token.value.toUpperCase() === 'FROM');
    if (from < 0 || tokens[from + 1]?.kind !== 'word') throw badRequest('The query has no FROM with a name.');
    this.#alias = tokens[from + 1].value;
    if (tokens[from + 2]?.kind === 'word' && !/^(WHERE|ORDER)$/i.test(tokens[from + 2].value)) throw badRequest('FROM takes one name.');
  }

  query() {
    this.#expectWord('SELECT');
    const top = this.#word('TOP') ? this.#operand() : undefined;
    const select = this.#select();
    this.#expectWord('FROM');
    this.#at++;
    const where = this.#word('WHERE') ? this.#or() : () => true;
    const order = [];
    if (this.#word('ORDER')) {
      this.#expectWord('BY');
      do order.push({ path: this.#path(), sign: this.#word('DESC') ? -1 : (this.#word('ASC'), 1) });
      while (this.#sign(','));
    }
    if (this.#at < this.#tokens.length) throw badRequest(`The query goes on with '${this.#tokens[this.#at].value}', which this gateway does not support.`);
    return { top, select, where, order };
  }

  #select() {
    if (this.#sign('*')) return { kind: 'all' };
    if (this.#word('VALUE')) {
      if (!this.#word('COUNT')) return { kind: 'value', path: this.#path() };
      this.#expectSign('(');
      this.#operand();
      this.#expectSign(')');
      return { kind: 'count' };
    }
    const members = [];
    do {
      const path = this.#path();
      members.push({ path, name: this.#word('AS') ? this.#tokens[this.#at++].value : path.at(-1) });
    } while (this.#sign(','));
    return { kind: 'members', members };
  }

  #or() {
    const parts = [this.#and()];
    while (this.#word('OR')) parts.push(this.#and());
    return parts.length === 1 ? parts[0] : (lookup, parameters) => parts.some((part) => part(lookup, parameters));
  }

  #and() {
    const parts = [this.#term()];
    while (this.#word('AND')) parts.push(this.#term());
    return parts.length === 1 ? parts[0] : (lookup, parameters) => parts.every((part) => part(lookup, parameters));
  }

  #term() {
    if (this.#word('NOT')) {
      const inner = this.#term();
      return (lookup, parameters) => !inner(lookup, parameters);
    }
    if (this.#sign('(')) {
      const inner = this.#or();
      this.#expectSign(')');
      return inner;
    }
    for (const [name, test] of Object.entries(FUNCTIONS)) {
      if (this.#word(name)) return this.#call(test);
    }
    const left = this.#operand();
    if (this.#word('IN')) {
      const values = this.#list();
      return (lookup, parameters) => values.some((value) => compare(left(lookup, parameters), value(lookup, parameters)) === 0);
    }
    const sign = this.#tokens[this.#at++]?.value;
    const test = COMPARISONS[sign];
    if (!test) throw badRequest(`'${sign}' is no comparison that this gateway supports.`);
    const right = this.#operand();
    return (lookup, parameters) => test(compare(left(lookup, parameters), right(lookup, parameters)));
  }

  #call(test) {
    const values = this.#list();
    return (lookup, parameters) => test(...values.map((value) => value(lookup, parameters)));
  }

  #list() {
    this.#expectSign('(');
    const values = [];
    do values.push(this.#operand());
    while (this.#sign(','));
    this.#expectSign(')');
    return values;
  }

  #operand() {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'number' || token?.kind === 'text') {
      this.#at++;
      return () => token.value;
    }
    if (token?.kind === 'parameter') {
      this.#at++;
      return (lookup, parameters) => parameters.get(token.value);
    }
    if (this.#sign('-')) {
      const value = this.#operand();
      return (lookup, parameters) => -value(lookup, parameters);
    }
    for (const [word, value] of [['true', true], ['false', false], ['null', null]]) {
      if (this.#word(word)) return () => value;
    }
    const path = this.#path();
    return (lookup) => lookup(path);
  }

  #path() {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'word' || token.value !== this.#alias) throw badRequest(`'${token?.value}' stands where a path from '${this.#alias}' was expected.`);
    const path = [];
    for (;;) {
      if (this.#sign('.')) path.push(this.#tokens[this.#at++]?.value);
      else if (this.#sign('[')) {
        path.push(this.#tokens[this.#at++]?.value);
        this.#expectSign(']');
      } else return path;
    }
  }

  #word(word) {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.value.toUpperCase() !== word.toUpperCase()) return false;
    this.#at++;
    return true;
  }

  #sign(sign) {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    this.#at++;
    return true;
  }

  #expectWord(word) {
    if (!this.#word(word)) throw badRequest(`The query has no ${word} where one was expected.`);
  }

  #expectSign(sign) {
    if (!this.#sign(sign)) throw badRequest(`The query has no '${sign}' where one was expected.`);
  }
}

const FUNCTIONS = {
  IS_DEFINED: (value) => value !== undefined,
  STARTSWITH: (text, prefix) => typeof text === 'string' && typeof prefix === 'string' && text.startsWith(prefix),
};

// compare() is undefined for values of different types: no comparison but != holds for them.
const COMPARISONS = {
  '=': (order) => order === 0,
  '!=': (order) => order !== undefined && order !== 0,
  '<>': (order) => order !== undefined && order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const RANKS = ['undefined', 'null', 'boolean', 'number', 'string', 'object'];
const rank = (value) => RANKS.indexOf(value === null ? 'null' : typeof value);

function compare(left, right) {
  if (left === undefined || right === undefined || rank(left) !== rank(right)) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Order of ORDER BY, over all types: undefined, null, booleans, numbers, texts. */
export function compareAny(left, right) {
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}
