import assert from 'node:assert/strict';
import test from 'node:test';
import * as code from './code.mjs';
import { declarations, json, main, read } from './templates.mjs';

const rules = read('bicep/modules/alerts.bicep');
const workbook = json('bicep/modules/workbook.json').items.flatMap(item => (item.content.query ? [item.content.query] : []));
const queries = [...[...rules.matchAll(/query: '(.*)'$/gm)].map(match => match[1]), ...workbook];

test('there are queries to look at', () => {
  assert.ok(queries.length >= 12);
});

test('every text that a query looks for is one that the code logs', () => {
  const texts = queries.flatMap(query => [...query.matchAll(/\bhas(?:_any)? \(?((?:"[^"]+",? ?)+)/g)].flatMap(match => [...match[1].matchAll(/"([^"]+)"/g)].map(each => each[1])));
  assert.ok(texts.length >= 5);
  for (const text of texts) assert.ok(code.logEvents.some(event => event.text.includes(text)), text);
});

test('every metric that a query names is one that the code measures', () => {
  const names = new Set(queries.flatMap(query => [...query.matchAll(/\bName == "([\w.]+)"/g)].map(match => match[1])));
  assert.notEqual(names.size, 0);
  for (const name of names) assert.ok(code.metrics.includes(name), name);
});

test('every metric that the Grafana dashboard asks for is one that the code measures', () => {
  const queries = json('infra/grafana/serverlessiot.json').panels.flatMap(panel => (panel.targets ?? []).map(target => target.expr));
  const prometheus = new Set(code.metrics.map(name => name.replaceAll('.', '_')));
  const names = new Set(queries.flatMap(query => [...query.matchAll(/\b(?:serverlessiot_\w+|messaging_(?:client|process)_\w+)/g)].map(match => match[0])));
  assert.ok(names.size >= 12);
  for (const name of names) {
    const bridge = name.startsWith('serverlessiot_bridge_') && code.bridgeMetrics.includes(name.slice('serverlessiot_bridge_'.length).replace(/_(bucket|sum|count)$/, ''));
    assert.ok(bridge || prometheus.has(name.replace(/_(bucket|sum|count)$/, '').replace(/_(total|seconds)$/, '')), name);
  }
});

test('what is Critical raises an alarm, and only losses are', () => {
  assert.match(rules, /AppTraces \| where SeverityLevel >= 4/);
  assert.ok(code.logEvents.some(event => event.level === 'Critical' && event.text.includes('are lost')));
});

test('the functions that must run every minute exist', () => {
  const names = [.../print name = dynamic\(\[([^\]]+)\]\)/.exec(rules)[1].matchAll(/"(\w+)"/g)].map(match => match[1]);
  assert.ok(names.length >= 6);
  for (const name of names) assert.ok(code.functions.some(each => each.name === name), name);
  for (const each of code.functions.filter(each => each.topic === 'Raw' || each.topic === 'Valid')) assert.ok(names.includes(each.name), `${each.name} gets every tick`);
});

test('lag, quarantine, books, dead functions, bridge and costs are watched', () => {
  const names = declarations(rules).map(each => each.name);
  for (const name of ['quarantine', 'stuck', 'throttled', 'bridge']) assert.ok(names.includes(name), name);
  for (const name of ['books', 'lag', 'dead', 'failing']) assert.match(rules, new RegExp(`name: '${name}'`));
  assert.match(main, /module budget 'modules\/budget\.bicep'/);
  assert.match(read('bicep/modules/budget.bicep'), /thresholdType: 'Forecasted'/);
});
