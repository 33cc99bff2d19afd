import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import * as code from './code.mjs';
import { json, main, read, root } from './templates.mjs';

const azure = read('azure.yaml');
const parameters = json('bicep/main.parameters.json').parameters;
const declared = [...main.matchAll(/^param (\w+) \w+( = )?/gm)].map(match => ({ name: match[1], optional: Boolean(match[2]) }));

test('every parameter without a default is given', () => {
  for (const each of declared.filter(each => !each.optional)) assert.ok(each.name in parameters, each.name);
  for (const name of Object.keys(parameters)) assert.ok(declared.some(each => each.name === name), name);
});

test('the pipeline passes on every variable that the parameters ask for', () => {
  // azd sets these by itself.
  const own = ['AZURE_PRINCIPAL_ID', 'SERVICE_BRIDGE_IMAGE_NAME', 'SERVICE_BRIDGE_RESOURCE_EXISTS'];
  const asked = new Set([...JSON.stringify(parameters).matchAll(/\$\{(\w+)/g)].map(match => match[1]).filter(name => !own.includes(name)));
  const workflow = read('.github/workflows/deploy.yml');
  for (const name of asked) assert.match(workflow, new RegExp(`^ {6}${name}: `, 'm'), name);
  const defaults = Object.fromEntries([...JSON.stringify(parameters).matchAll(/\$\{(\w+)=([^}]+)\}/g)].map(match => [match[1], match[2]]));
  for (const [, name, value] of workflow.matchAll(/vars\.(\w+) \|\| '([^']*)'/g)) assert.equal(value, defaults[name], name);
  assert.match(workflow, /id-token: write/);
  assert.match(workflow, /--federated-credential-provider github/);
  assert.doesNotMatch(workflow, /client-secret|AZURE_CREDENTIALS/);
  const listed = azure.slice(azure.indexOf('variables:'), azure.indexOf('services:'));
  for (const name of asked) if (!name.startsWith('AZURE_') || name === 'AZURE_KEY_VAULT_NAME') assert.match(listed, new RegExp(`- ${name}\\b`), name);
});

test('README names every variable of a deployment, and no other', () => {
  const guidance = read('README.md').split('## Guidance')[1].split('**Sizes**')[0];
  const named = new Set([...guidance.matchAll(/`([A-Z][A-Z_]+)`(?=[^\n]*\|[^\n]*\|[^\n]*\|)/g)].map(match => match[1]));
  const asked = [...JSON.stringify(parameters).matchAll(/\$\{(\w+)/g)].map(match => match[1]).filter(name => !/^(AZURE|SERVICE)_/.test(name));
  assert.deepEqual([...named].sort(), [...new Set(asked)].sort());
});

test('each app is a service, with its folder, its tag and its hook', () => {
  for (const [service, folder] of Object.entries(code.apps)) {
    const text = new RegExp(`^  ${service}:\\n((?: {4}.*\\n)+)`, 'm').exec(azure)[1];
    assert.match(text, new RegExp(`project: functions/${folder}\\n`));
    assert.match(text, /host: function\n/);
    assert.match(text, /prepackage:\n\s+posix:\n\s+shell: sh\n\s+run: \.\.\/\.\.\/infra\/azure\/prepackage\.sh/);
    assert.match(main, new RegExp(`'azd-service-name': '${service}'`));
    assert.match(read(`functions/${folder}/${folder}.csproj`), /<UserSecretsId>/);
  }
});

test('what azd and the pipeline need comes out', () => {
  for (const name of ['AZURE_CONTAINER_REGISTRY_ENDPOINT', 'AZURE_KEY_VAULT_NAME']) assert.match(main, new RegExp(`^output ${name} `, 'm'));
});

for (const [partial, code_] of [['true', 1], ['false', 0]]) {
  test(`packaging ${partial === 'true' ? 'refuses apps that were built with stand-ins' : 'takes apps that were built with the real packages'}`, () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
    try {
      for (const name of ['artifacts', 'infra/azure', 'functions/Stream']) fs.mkdirSync(path.join(folder, name), { recursive: true });
      fs.copyFileSync(path.join(root, 'infra/azure/prepackage.sh'), path.join(folder, 'infra/azure/prepackage.sh'));
      fs.writeFileSync(path.join(folder, 'artifacts/registry.props'), `<Project><PropertyGroup><RegistryIsPartial>${partial}</RegistryIsPartial></PropertyGroup></Project>`);
      const run = spawnSync('sh', ['../../infra/azure/prepackage.sh'], { cwd: path.join(folder, 'functions/Stream'), encoding: 'utf8' });
      assert.equal(run.status, code_, run.stderr);
      if (code_) assert.match(run.stderr, /stand-ins of infra\/registry.*would not run in Azure/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
}

test('the build writes the mark that the hook reads', () => {
  assert.match(read('infra/registry/ProbeRegistry.targets'), /&lt;RegistryIsPartial&gt;\$\(ProbeSaysPartial\)/);
});

test('the image of the bridge is small, not root, probed, and holds no stand-ins', () => {
  const text = read('infra/bridge/Dockerfile');
  const stages = text.split(/^FROM /m).slice(1);
  assert.equal(stages.length, 2);
  assert.match(stages[1], /^mcr\.microsoft\.com\/dotnet\/aspnet:10\.0-noble-chiseled\n/);
  assert.match(stages[1], /^USER \$APP_UID$/m);
  assert.match(stages[1], /HEALTHCHECK .*"healthcheck"\]/);
  assert.match(stages[1], /DOTNET_EnableDiagnostics=0/);
  assert.match(stages[0], /install .* libjemalloc2 .*\n.* cp \S+\/libjemalloc\.so\.2 \/allocator\//);
  assert.match(stages[1], /^COPY --from=build \/app \/allocator \.\/\nENV LD_PRELOAD=\/app\/libjemalloc\.so\.2$/m);
  assert.match(stages[0], /grep -q '>true<' artifacts\/registry\.props/);
  for (const [, sources] of stages[0].matchAll(/^COPY (.*) \S+$/gm))
    for (const source of sources.split(' ')) assert.ok(fs.existsSync(path.join(root, source)), source);
  assert.match(stages[0], /^COPY functions\/Adapters\/Telemetry /m, 'what the bridge compiles of the adapters');
  const copied = [...stages[0].matchAll(/^COPY (?:.* )?(\S+) \S+$/gm)].map(match => match[1]);
  const projects = ['infra/bridge/Bridge.csproj'];
  for (const project of projects)
    for (const [, reference] of read(project).matchAll(/<(?:ProjectReference Include|Import Project)="([^"]+)"/g)) {
      const name = path.join(path.dirname(project), reference);
      assert.ok(copied.some(folder => name.startsWith(`${folder}/`)), `${name} is not copied into the image's build`);
      if (name.endsWith('.csproj') && !projects.includes(name)) projects.push(name);
    }
  assert.ok(projects.length > 3);
});
