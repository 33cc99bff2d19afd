import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Refused, run } from '../../infra/azure/api-access.mjs';
import * as code from './code.mjs';
import { main, module, read, root } from './templates.mjs';

const user = '11111111-0000-4000-8000-000000000001';

/** A directory as Microsoft Graph shows it; what was just made is not there for the next `slow` calls. */
function directory({ slow = 0 } = {}) {
  const state = { applications: [], principals: [], assignments: [], calls: [], late: 0 };
  const find = id => {
    if (state.late-- > 0) throw new Error('Resource does not exist or one of its queried reference-property objects are not present.');
    const app = state.applications.find(each => each.appId === id);
    assert.ok(app, id);
    return app;
  };
  const graph = (method, address, body) => {
    state.calls.push(`${method} ${address}`);
    if (method === 'post' && address === '/applications') {
      const app = { appId: `22222222-0000-4000-8000-00000000000${state.applications.length}`, api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], preAuthorizedApplications: [] }, ...structuredClone(body) };
      state.applications.push(app);
      state.late = slow;
      return structuredClone(app);
    }
    const [, id, rest] = /^\/(?:applications|servicePrincipals)\(appId='([^']+)'\)(.*)$/.exec(address) ?? [];
    if (address.startsWith('/applications(') && method === 'get') return structuredClone(find(id));
    if (address.startsWith('/applications(') && method === 'patch') {
      const app = find(id);
      for (const authorized of body.api?.preAuthorizedApplications ?? [])
        for (const scope of authorized.delegatedPermissionIds) assert.ok(app.api.oauth2PermissionScopes.some(each => each.id === scope), 'the scope is not there yet');
      Object.assign(app, { ...structuredClone(body), api: { ...app.api, ...structuredClone(body.api) } });
      return {};
    }
    if (method === 'get' && address.startsWith('/servicePrincipals?')) return { value: state.principals.filter(each => address.endsWith(`'${each.appId}'`)) };
    if (method === 'post' && address === '/servicePrincipals') return state.principals.push({ id: 'sp', appId: find(body.appId).appId }), {};
    if (method === 'get' && address.startsWith('/servicePrincipals(') && !rest) return { id: 'sp', appRoles: structuredClone(find(id).appRoles) };
    if (method === 'post' && rest === '/appRoleAssignedTo') return state.assignments.push(structuredClone(body)), {};
    // A page each, as Graph does with many.
    const at = Number(/next=(\d+)$/.exec(address)?.[1] ?? 0);
    assert.match(address, /appRoleAssignedTo/);
    return { value: state.assignments.slice(at, at + 1), ...(at + 1 < state.assignments.length ? { '@odata.nextLink': `https://graph.microsoft.com/v1.0/appRoleAssignedTo?next=${at + 1}` } : {}) };
  };
  const values = { AZURE_ENV_NAME: 'dev' };
  const said = [];
  const env = { get: name => values[name] ?? '', set: (name, value) => { values[name] = value; } };
  return { state, values, said, run: (...args) => run(args, { graph: async (...call) => graph(...call), env, say: line => said.push(line), pause: async () => {} }) };
}

test('the registration gives tokens of the version, audience and roles that the API takes', async () => {
  const { state, values, run: go } = directory({ slow: 3 });
  await go('create');
  const [app] = state.applications;
  assert.equal(values.API_CLIENT_ID, app.appId);
  assert.equal(app.signInAudience, 'AzureADMyOrg');
  assert.equal(app.api.requestedAccessTokenVersion, 2);
  assert.deepEqual(app.identifierUris, [`api://${app.appId}`]);
  const wanted = [...read('functions/Ops/Api/Access/Tokens/TokenCaller.cs').matchAll(/\["(Iot\.\w+)"\] = ApiRole/g)].map(match => match[1]);
  assert.equal(wanted.length, 3);
  assert.deepEqual(app.appRoles.map(each => each.value), wanted);
  for (const role of app.appRoles) assert.deepEqual(role.allowedMemberTypes, ['User', 'Application']);
  assert.equal(state.principals.length, 1);
});

test('creating it again changes nothing that is there', async () => {
  const { state, run: go } = directory();
  await go('create');
  await go('tenant', 'acme');
  const before = structuredClone(state.applications);
  await go('create');
  assert.deepEqual(state.applications, before);
  assert.equal(state.principals.length, 1);
});

test('tenants become app roles with the prefix that the code reads, once', async () => {
  const { state, run: go } = directory();
  await go('create');
  await go('tenant', 'acme', 'berta', 'acme');
  await go('tenant', 'acme');
  const prefix = /TenantPrefix = "([^"]+)"/.exec(read('functions/Ops/Api/Access/Tokens/TokenCaller.cs'))[1];
  assert.deepEqual(state.applications[0].appRoles.map(each => each.value).slice(3), [`${prefix}acme`, `${prefix}berta`]);
  assert.equal(new Set(state.applications[0].appRoles.map(each => each.id)).size, 5);
  for (const name of ['a b', 'a/b', '', 'ä', 'x'.repeat(114)]) await assert.rejects(go('tenant', name), Refused, name);
});

test('roles are assigned once each, and all or none of them', async () => {
  const { state, said, run: go } = directory();
  await assert.rejects(go('assign', user, 'Iot.Reader'), /run "api-access\.mjs create" first/);
  await go('create');
  await go('tenant', 'acme');
  await assert.rejects(go('assign', user, 'Iot.Reader', 'Tenant.nobody'), /no app role Tenant\.nobody/);
  await assert.rejects(go('assign', 'eva@example.com', 'Iot.Reader'), /no object id/);
  assert.equal(state.assignments.length, 0);
  await go('assign', user, 'Iot.Reader', 'Tenant.acme');
  await go('assign', user, 'Tenant.acme', 'Iot.Operator');
  const name = id => state.applications[0].appRoles.find(each => each.id === id).value;
  assert.deepEqual(state.assignments.map(each => [each.principalId, each.resourceId, name(each.appRoleId)]), [
    [user, 'sp', 'Iot.Reader'], [user, 'sp', 'Tenant.acme'], [user, 'sp', 'Iot.Operator']]);
  assert.ok(said.includes('has Tenant.acme already'));
});

test('as a command it asks az and azd', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'access-'));
  try {
    const id = '22222222-0000-4000-8000-000000000000';
    const answer = JSON.stringify({ id: 'sp', appId: id, appRoles: [], api: {}, value: [] });
    fs.writeFileSync(path.join(folder, 'az'), `#!/bin/sh\necho "$@" >>'${folder}/log'\nfor last; do :; done\ncase "$last" in @*) cat "\${last#@}" >>'${folder}/log';; esac\ncase "$*" in *patch*) ;; *) echo '${answer}';; esac\n`, { mode: 0o755 });
    fs.writeFileSync(path.join(folder, 'azd'), `#!/bin/sh\necho "azd $*" >>'${folder}/log'\ncase "$*" in *get-values*) echo 'AZURE_ENV_NAME="dev"'; echo 'API_CLIENT_ID="${id}"';; esac\n`, { mode: 0o755 });
    const script = path.join(root, 'infra/azure/api-access.mjs');
    const go = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
    const made = go('tenant', 'acme');
    assert.equal(made.status, 0, made.stderr);
    const log = fs.readFileSync(path.join(folder, 'log'), 'utf8');
    assert.match(log, new RegExp(`^rest --method get --url https://graph\\.microsoft\\.com/v1\\.0/applications\\(appId='${id}'\\) --output json$`, 'm'));
    assert.match(log, /--headers Content-Type=application\/json --body @.*\n\{"appRoles":\[\{"id":"[^"]+","value":"Tenant\.acme"/);
    const wrong = go('destroy');
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^usage: /);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('callers bring tokens or the key, never both', () => {
  const set = /var apiSettings = \{([\s\S]*?)\n\}/.exec(main)[1];
  assert.match(set, /Api__Audience: apiClientId\n/);
  assert.match(set, /Api__Authority: empty\(apiClientId\) \? '' : '\$\{environment\(\)\.authentication\.loginEndpoint\}\$\{tenant\(\)\.tenantId\}\/v2\.0'\n/);
  assert.match(set, /Api__Key: empty\(apiClientId\) \? '@Microsoft\.KeyVault\([^']*' : ''/);
  assert.match(module('ops'), /authClientId: apiClientId/);
  // The platform in front asks for the same tokens, and lets through what the app leaves open.
  const app = read('bicep/modules/app.bicep');
  assert.match(app, /openIdIssuer: '\$\{environment\(\)\.authentication\.loginEndpoint\}\$\{tenant\(\)\.tenantId\}\/v2\.0'/);
  assert.match(app, /allowedAudiences: \[authClientId\]/);
  assert.match(app, /excludedPaths: \['\/api\/health'\]/);
});

test('HTTP requests reach one app only, whose endpoints tests/Ops holds against a table', () => {
  const apps = code.functions.filter(each => each.trigger === 'Http').map(each => each.app);
  assert.ok(apps.length > 10);
  assert.deepEqual([...new Set(apps)], ['ops']);
});
