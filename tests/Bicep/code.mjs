// What the C# code says of itself: settings, topics, functions, containers, log texts.
import { files, read } from './templates.mjs';

export const apps = { stream: 'Stream', persist: 'Persist', react: 'React', ops: 'Ops' };
const sources = files('functions').filter(name => name.endsWith('.cs')).map(name => ({ name, text: read(name) }));
const all = sources.map(each => each.text).join('\n');

/** Members of a settings record that configuration can set. */
const members = record => {
  const source = sources.find(each => new RegExp(`record ${record}\\b`).test(each.text));
  if (!source) throw new Error(`there is no record ${record}`);
  return [...source.text.matchAll(/^ {4}public [\w<>?]+ (\w+) \{ get; init; \}/gm)].map(match => match[1]);
};

const units = { Seconds: 1, Minutes: 60, Hours: 3600, Days: 86400 };

/** A default as written in C#, in the way settings write it; undefined when it is no literal. */
function literal(text) {
  const span = /^TimeSpan\.From(\w+)\((\d+)\)$/.exec(text);
  if (span) return seconds(Number(span[2]) * units[span[1]]);
  const shifted = /^(\d+) << (\d+)$/.exec(text);
  if (shifted) return String(Number(shifted[1]) * 2 ** Number(shifted[2]));
  if (/^[\d_]+$/.test(text)) return text.replaceAll('_', '');
  return { None: 'None', 'CompressionType.None': 'None', '"None"': 'None', '"demo"': 'demo' }[text];
}

function seconds(count) {
  const two = number => String(number).padStart(2, '0');
  const days = Math.floor(count / 86400);
  return `${days ? `${days}.` : ''}${two(Math.floor(count / 3600) % 24)}:${two(Math.floor(count / 60) % 60)}:${two(count % 60)}`;
}

/** Defaults of a settings record that are literals: name of the member → value. */
export const defaults = record => {
  const source = [...sources, ...files('infra/bridge/Settings').map(name => ({ name, text: read(name) }))].find(each => new RegExp(`record ${record}\\b`).test(each.text));
  return Object.fromEntries([...source.text.matchAll(/^ {4}public [\w<>?]+ (\w+) \{ get; init; \} = (.*);/gm)]
    .map(match => [match[1], literal(match[2])]).filter(([, value]) => value !== undefined));
};

/** Body of an extension method that registers services; null when it is none of ours. */
const registration = name => {
  const match = new RegExp(`public static IServiceCollection ${name}(<[^(]*>)?\\(this IServiceCollection`).exec(all);
  if (!match) return null;
  const start = all.indexOf('{', match.index);
  const end = all.indexOf('\n    }', start);
  return all.slice(start, end);
};

/** Text of everything that an app registers, following the registrations that it calls. */
function registered(app) {
  let text = read(`functions/${apps[app]}/Startup.cs`);
  const seen = new Set();
  for (let again = true; again;) {
    again = false;
    for (const [, name] of text.matchAll(/services\.(Add\w+)/g)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const body = name === 'AddOptionsOf' ? null : registration(name);
      if (body) { text += body; again = true; }
    }
  }
  return { text, calls: seen };
}

export const calls = app => registered(app).calls;

/** Names of the settings that an app reads, as environment variables. */
export function settingsOf(app) {
  const { text, calls: called } = registered(app);
  const names = new Set();
  const section = (name, record) => members(record).forEach(member => names.add(`${name.replaceAll(':', '__')}__${member}`));
  for (const [, record, name] of text.matchAll(/AddOptionsOf<(\w+)>\(configuration, "([\w:]+)"\)/g)) section(name, record);
  for (const [, name, record] of text.matchAll(/GetSection\("([\w:]+)"\)\.Get<(\w+)>/g)) section(name, record);
  if (called.has('AddDocuments')) section('Cosmos', 'CosmosOptions');
  for (const [, name] of text.matchAll(/configuration\["([\w:]+)"\]/g)) names.add(name.replaceAll(':', '__'));
  for (const { text: source } of sources.filter(each => each.name.startsWith(`functions/${apps[app]}/`))) {
    for (const [, name] of source.matchAll(/"%([\w:]+)%"/g)) names.add(name.replaceAll(':', '__'));
    for (const [, name] of source.matchAll(/\bConnection = "(\w+)"/g)) names.add(name);
  }
  return names;
}

/** Settings that the bridge reads one by one; Users, UserTenants and TopicMap are sections of their own. */
export function bridgeSettings() {
  const text = read('infra/bridge/Settings/BridgeSettings.cs') + read('infra/bridge/Settings/AccessSettings.cs') + read('infra/bridge/Settings/StorageSettings.cs');
  const names = [...text.matchAll(/\b(bridge|kafka|regions|storage|subscribe)\.(?:Text|Number|Flag)\("(\w+)"/g)]
    .map(match => `${match[1] === 'subscribe' ? 'Bridge__Subscribe' : `${match[1][0].toUpperCase()}${match[1].slice(1)}`}__${match[2]}`);
  for (const [, section, name] of text.matchAll(/GetSection\("(\w+)"\)\)\.Text\("(\w+)"/g)) names.push(`${section}__${name}`);
  return new Set(names);
}

/** Topics by name of their setting. */
export const topics = Object.fromEntries(
  [...read('functions/Domain/Log/TopicNames.cs').matchAll(/public string (\w+) \{ get; init; \} = "([^"]+)";/g)].map(match => [match[1], match[2]]));

/** Functions: {name, app, trigger, topic, group, lagThreshold, secured, endlessRetry}. */
export const functions = Object.entries(apps).flatMap(([app, folder]) =>
  sources.filter(each => each.name.startsWith(`functions/${folder}/`)).flatMap(({ text }) => {
    const name = /\[Function\(nameof\((\w+)\)\)\]/.exec(text)?.[1];
    if (!name) return [];
    const kafka = /\[KafkaTrigger\(([^\]]*)\)\]/.exec(text)?.[1];
    return [{
      name,
      app,
      trigger: /\[(Kafka|Timer|Http|EventHub)Trigger\(/.exec(text)[1],
      endlessRetry: /\[FixedDelayRetry\(-1, /.test(text),
      topic: kafka && /%Topics:(\w+)%/.exec(kafka)[1],
      lagThreshold: kafka && Number(/LagThreshold = (\d+)/.exec(kafka)[1]),
      secured: kafka && ['Protocol', 'AuthenticationMode', 'Username', 'Password'].every(member => new RegExp(`\\b${member} = TriggerSecurity\\.`).test(kafka)),
    }];
  }));

/** Containers of documents: name → seconds to live. */
export function containers() {
  const names = Object.fromEntries([...read('functions/Steps/Ports/IDocumentStore.cs').matchAll(/public const string (\w+) = "(\w+)";/g)].map(match => [match[1], match[2]]));
  const text = read('functions/Adapters/Documents/CosmosContainers.cs');
  const day = 24 * 60 * 60;
  const seconds = value => (value === 'Never' ? -1 : Number(/^(\d+) \* Day$/.exec(value)[1]) * day);
  return {
    timeToLive: Object.fromEntries([...text.matchAll(/\[Containers\.(\w+)\] = ([^,]+),/g)].map(match => [names[match[1]], seconds(match[2])])),
    names: Object.values(names),
    partitionKey: /new ContainerProperties\(name, "([^"]+)"\)/.exec(text)[1],
    included: [...text.matchAll(/new IncludedPath \{ Path = "([^"]+)" \}/g)].map(match => match[1]),
    excluded: [...text.matchAll(/new ExcludedPath \{ Path = "([^"]+)" \}/g)].map(match => match[1]),
    composite: [...text.matchAll(/new CompositePath \{ Path = "([^"]+)" \}/g)].map(match => match[1]),
  };
}

const logged = [...files('functions'), ...files('infra/bridge')].filter(name => name.endsWith('.cs')).map(read).join('\n');

/** Texts of log events: {level, text}. */
export const logEvents = [...logged.matchAll(/\[LoggerMessage\(\d+, LogLevel\.(\w+), "([^"]+)"\)\]/g)].map(match => ({ level: match[1], text: match[2] }));

/** Names of metrics. */
export const metrics = [...logged.matchAll(/Create\w+(?:<\w+>)?\("([\w.]+)"/g)].map(match => match[1]);

/** Families of the bridge's own Prometheus text, without their common prefix. */
export const bridgeMetrics = [...read('infra/bridge/Health/PrometheusText.cs').matchAll(/(?:Family|Head)\(text, "(\w+)"/g)].map(match => match[1]);
