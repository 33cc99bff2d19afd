#!/usr/bin/env node
// Who may use the API on Azure: makes its app registration, adds tenants to it, and assigns roles. Asks Microsoft Graph through
// the Azure CLI as whoever is signed in there (Application Administrator, or the owner of the registration). All of it may be repeated.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const USAGE = `usage: api-access.mjs create                         the app registration; puts API_CLIENT_ID into the azd environment
       api-access.mjs tenant NAME …                  app roles Tenant.NAME, as topics name the tenants
       api-access.mjs assign OBJECT-ID ROLE …        roles (Iot.Reader, Iot.Operator, Iot.Admin, Tenant.NAME) for a user, a group, or an application's service principal`;

const GRAPH = 'https://graph.microsoft.com/v1.0';
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; // so that az account get-access-token works without a consent of its own
const MEMBERS = ['User', 'Application'];
const ROLES = {
  'Iot.Reader': 'Looks at devices, history, windows, alerts and the list of refused records.',
  'Iot.Operator': 'Reader who also acknowledges and clears alerts, and registers devices.',
  'Iot.Admin': 'Operator who also reads refused records and, without tenants, the books; sees all tenants if none is assigned.',
};
// What Graph takes as the value of an app role, without the slash, which no tenant's name has: 120 characters with the prefix.
const TENANT = /^[A-Za-z0-9!#$%&'()*+,\-.:;<=>?@[\]^_`{|}~]{1,113}$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TRIES = 12;

export class Refused extends Error {}

/** Runs one command. graph(method, path, body) → answer; env.get(), env.set(); say(line). */
export async function run([command, ...rest], { graph, env, say, pause = () => sleep(5000) }) {
  if (command === 'create' && rest.length === 0) return create(graph, env, say, pause);
  if (command === 'tenant' && rest.length > 0) return addTenants(rest, graph, appId(env), say);
  if (command === 'assign' && rest.length > 1) return assign(rest[0], rest.slice(1), graph, appId(env), say);
  throw new Refused(USAGE);
}

function appId(env) {
  const id = env.get('API_CLIENT_ID');
  if (!GUID.test(id)) throw new Refused('The azd environment has no API_CLIENT_ID: run "api-access.mjs create" first.');
  return id;
}

const role = (value, description) => ({ id: randomUUID(), value, displayName: value, description, isEnabled: true, allowedMemberTypes: MEMBERS });

async function create(graph, env, say, pause) {
  let id = env.get('API_CLIENT_ID');
  if (GUID.test(id)) say(`there is an app registration already: ${id}`);
  else {
    const made = await graph('post', '/applications', {
      displayName: `serverlessiot-api-${env.get('AZURE_ENV_NAME')}`,
      signInAudience: 'AzureADMyOrg',
      appRoles: Object.entries(ROLES).map(([value, description]) => role(value, description)),
    });
    id = made.appId;
    // Before anything that can fail, so that a second run goes on with it.
    env.set('API_CLIENT_ID', id);
    say(`made the app registration ${made.displayName}: ${id}`);
  }

  const app = `/applications(appId='${id}')`;
  const now = await patiently(() => graph('get', app), pause);
  const scope = now.api?.oauth2PermissionScopes?.find(each => each.value === 'access') ?? {
    id: randomUUID(), value: 'access', type: 'Admin', isEnabled: true,
    adminConsentDisplayName: 'Use the API', adminConsentDescription: 'Lets a client use the API as the signed-in user, with that user\'s roles.',
  };
  const missing = Object.keys(ROLES).filter(value => !now.appRoles.some(each => each.value === value));
  await patiently(() => graph('patch', app, {
    identifierUris: [`api://${id}`],
    appRoles: [...now.appRoles, ...missing.map(value => role(value, ROLES[value]))],
    // The API takes tokens of version 2 only.
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [...(now.api?.oauth2PermissionScopes ?? []).filter(each => each.id !== scope.id), scope] },
  }), pause);
  // Names the scope, so that it comes after it.
  const others = (now.api?.preAuthorizedApplications ?? []).filter(each => each.appId !== AZURE_CLI);
  await patiently(() => graph('patch', app, { api: { preAuthorizedApplications: [...others, { appId: AZURE_CLI, delegatedPermissionIds: [scope.id] }] } }), pause);
  const principals = await graph('get', `/servicePrincipals?$filter=appId eq '${id}'`);
  if (principals.value.length === 0) await patiently(() => graph('post', '/servicePrincipals', { appId: id }), pause);
  say('now: azd provision');
}

async function addTenants(names, graph, id, say) {
  for (const name of names) if (!TENANT.test(name)) throw new Refused(`"${name}" cannot be in the name of an app role: 1 to 113 letters, digits or signs, no space and no slash.`);
  const app = `/applications(appId='${id}')`;
  const { appRoles } = await graph('get', app);
  const missing = [...new Set(names)].map(name => `Tenant.${name}`).filter(value => !appRoles.some(each => each.value === value));
  if (missing.length > 0) await graph('patch', app, { appRoles: [...appRoles, ...missing.map(value => role(value, `Sees what belongs to the tenant ${value.slice('Tenant.'.length)}.`))] });
  for (const value of missing) say(`added ${value}`);
  if (missing.length === 0) say('nothing to add');
}

async function assign(principalId, values, graph, id, say) {
  if (!GUID.test(principalId)) throw new Refused(`"${principalId}" is no object id: az ad signed-in-user show, az ad user show, az ad group show and az ad sp show print it with --query id -o tsv.`);
  const principal = `/servicePrincipals(appId='${id}')`;
  const { id: resourceId, appRoles } = await graph('get', principal);
  const roles = values.map(value => {
    const found = appRoles.find(each => each.value === value && each.isEnabled);
    if (!found) throw new Refused(`There is no app role ${value}; there are ${appRoles.map(each => each.value).join(', ')}. A tenant's is added by "api-access.mjs tenant NAME".`);
    return found;
  });
  const given = new Set();
  for (let page = `${principal}/appRoleAssignedTo`; page; ) {
    const answer = await graph('get', page);
    for (const each of answer.value) if (each.principalId === principalId) given.add(each.appRoleId);
    page = answer['@odata.nextLink'];
  }
  for (const each of roles) {
    if (given.has(each.id)) say(`has ${each.value} already`);
    else {
      await graph('post', `${principal}/appRoleAssignedTo`, { principalId, resourceId, appRoleId: each.id });
      say(`assigned ${each.value}`);
    }
  }
}

/** What was just made is not known everywhere in the directory for some seconds. */
async function patiently(call, pause) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === TRIES) throw error;
      await pause();
    }
  }
}

function graphOf(az) {
  return (method, address, body) => {
    const url = address.startsWith('https:') ? address : GRAPH + address;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-'));
    try {
      const args = ['rest', '--method', method, '--url', url, '--output', 'json'];
      if (body) {
        // By a file, since shells and az each have ideas of their own about quotes.
        fs.writeFileSync(path.join(folder, 'body.json'), JSON.stringify(body));
        args.push('--headers', 'Content-Type=application/json', '--body', `@${path.join(folder, 'body.json')}`);
      }
      const text = az(args);
      return text.trim() ? JSON.parse(text) : {};
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  };
}

const TOOLS = { az: 'the Azure CLI: https://aka.ms/azure-cli', azd: 'the Azure Developer CLI: https://aka.ms/azd' };
const command = name => args => {
  try {
    return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, maxBuffer: 16 << 20 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Refused(`error: ${name} is missing; install ${TOOLS[name]}`);
    throw error;
  }
};

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  const azd = command('azd');
  // azd prints its complaint about a value that is not there on standard output.
  const values = () => Object.fromEntries([...azd(['env', 'get-values']).matchAll(/^(\w+)="(.*)"$/gm)].map(match => [match[1], match[2]]));
  const env = { get: name => values()[name] ?? '', set: (name, value) => azd(['env', 'set', name, value]) };
  try {
    await run(process.argv.slice(2), { graph: graphOf(command('az')), env, say: line => console.log(line) });
  } catch (error) {
    console.error(error instanceof Refused ? error.message : `error: ${(error.stderr || error.message).trim()}`);
    process.exitCode = 1;
  }
}
