import assert from 'node:assert/strict';
import test from 'node:test';
import * as code from './code.mjs';
import { declarations, main, module, ofKind, read, resources, templates } from './templates.mjs';

const has = (body, property, value) => new RegExp(`\\b${property}: ${value}(?![\\w'.])`).test(body);
const every = (kind, property, value) => {
  const found = ofKind(kind);
  assert.notEqual(found.length, 0, `there is no ${kind}`);
  for (const each of found) assert.ok(has(each.body, property, value), `${each.file}: ${each.name} needs ${property}: ${value}`);
};

// Types whose resources either have no keys of their own, or are looked at one by one below. A new type must be thought about.
const known = new Set([
  'Microsoft.App/containerApps', 'Microsoft.App/managedEnvironments', 'Microsoft.Authorization/roleAssignments', 'Microsoft.ContainerRegistry/registries',
  'Microsoft.DocumentDB/databaseAccounts', 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments', 'Microsoft.EventHub/clusters', 'Microsoft.EventHub/namespaces',
  'Microsoft.Insights/actionGroups', 'Microsoft.Insights/components', 'Microsoft.Insights/metricAlerts', 'Microsoft.Insights/scheduledQueryRules',
  'Microsoft.Insights/workbooks', 'Microsoft.KeyVault/vaults', 'Microsoft.KeyVault/vaults/secrets', 'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Network/networkSecurityGroups', 'Microsoft.Network/privateDnsZones', 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', 'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', 'Microsoft.Network/virtualNetworks', 'Microsoft.OperationalInsights/workspaces', 'Microsoft.Resources/deployments',
  'Microsoft.Resources/resourceGroups', 'Microsoft.Storage/storageAccounts', 'Microsoft.Web/serverfarms', 'Microsoft.Web/sites', 'Microsoft.Web/sites/config',
]);

test('every type of resource has been thought about', () => {
  for (const each of resources.filter(each => each.kind.includes('/'))) assert.ok(known.has(each.kind), `${each.file}: ${each.kind}`);
});

test('shared keys are off wherever the service allows', () => {
  every('Microsoft.Storage/storageAccounts', 'allowSharedKeyAccess', 'false');
  every('Microsoft.DocumentDB/databaseAccounts', 'disableLocalAuth', 'true');
  every('Microsoft.DocumentDB/databaseAccounts', 'disableKeyBasedMetadataWriteAccess', 'true');
  every('Microsoft.Insights/components', 'DisableLocalAuth', 'true');
  every('Microsoft.OperationalInsights/workspaces', 'disableLocalAuth', 'true');
  every('Microsoft.ContainerRegistry/registries', 'adminUserEnabled', 'false');
  every('Microsoft.ContainerRegistry/registries', 'anonymousPullEnabled', 'false');
  every('Microsoft.KeyVault/vaults', 'enableRbacAuthorization', 'true');
  const policies = resources.filter(each => each.kind === 'basicPublishingCredentialsPolicies');
  assert.deepEqual(policies.map(each => /name: '(\w+)'/.exec(each.body)[1]).sort(), ['ftp', 'scm']);
  for (const each of policies) assert.ok(has(each.body, 'allow', 'false'));
});

test('keys are read only where the Kafka trigger leaves no choice, and go straight to Key Vault', () => {
  const uses = templates.flatMap(({ name, text }) => [...text.matchAll(/\blist(Keys|AccountSas|Secrets|Credentials)\b|\bsharedKey\b|AccountKey=/g)].map(() => name));
  assert.deepEqual(uses, ['bicep/modules/eventhubs.bicep']);
  const secrets = ofKind('Microsoft.KeyVault/vaults/secrets').find(each => each.file.endsWith('eventhubs.bicep'));
  assert.match(secrets.body, /listKeys\(\)/);
  assert.match(read('bicep/modules/eventhubs.bicep'), /Kafka trigger[\s\S]*not with a managed identity/);
});

test('no blob is public', () => {
  every('Microsoft.Storage/storageAccounts', 'allowBlobPublicAccess', 'false');
  const containers = resources.filter(each => each.file.endsWith('storage.bicep') && each.kind === 'containers');
  assert.equal(containers.length, 4);
  for (const each of containers) assert.ok(has(each.body, 'publicAccess', "'None'"), each.name);
});

test('TLS 1.2 or newer everywhere', () => {
  every('Microsoft.Storage/storageAccounts', 'minimumTlsVersion', "'TLS1_2'");
  every('Microsoft.Storage/storageAccounts', 'supportsHttpsTrafficOnly', 'true');
  every('Microsoft.EventHub/namespaces', 'minimumTlsVersion', "'1.2'");
  every('Microsoft.DocumentDB/databaseAccounts', 'minimalTlsVersion', "'Tls12'");
  every('Microsoft.Web/sites', 'httpsOnly', 'true');
  every('Microsoft.Web/sites', 'minTlsVersion', "'1.2'");
  every('Microsoft.Web/sites', 'scmMinTlsVersion', "'1.2'");
  every('Microsoft.Web/sites', 'ftpsState', "'Disabled'");
  assert.match(main, /Kafka__Protocol: 'SaslSsl'/);
});

test('the bridge is reached from outside over TLS or not at all', () => {
  const [bridge] = ofKind('Microsoft.App/containerApps');
  assert.ok(has(bridge.body, 'external', 'open'));
  const text = read('bicep/modules/bridge.bicep');
  assert.match(text, /var open = !empty\(certificateAddress\)/);
  assert.match(text, /var port = placeholder \? 80 : open \? int\(settings\.Bridge__TlsPort\) : int\(settings\.Bridge__Port\)/);
  assert.match(text, /additionalPortMappings: open\n/);
  // Both take TLS only when there is a certificate, which open says.
  for (const name of ['IngestPort', 'WebSocketPort']) assert.match(text, new RegExp(`name: 'Bridge__${name}', value: open \\? `));
});

test('every link has an identity', () => {
  const identity = app => `${app}Identity\\.outputs\\.principalId`;
  const links = (name, users) => {
    const body = module(name);
    for (const user of users) assert.match(body, new RegExp(identity(user)), `${name} does not know ${user}`);
  };
  const apps = Object.keys(code.apps);
  links('storage', apps);
  links('monitor', apps);
  links('eventHubs', [...apps, 'bridge']);
  links('kafkaSecret', [...apps, 'bridge']);
  links('cosmos', apps.filter(app => code.calls(app).has('AddDocuments')));
  for (const name of ['webhookSecret', 'webhookKeySecret', 'smtpSecret']) links(name, apps.filter(app => code.calls(app).has('AddNotify')));
  links('iotHubSecret', ['stream']);
  links('apiKeySecret', ['ops']);
  links('deviceSecret', ['bridge']);
  links('certificateAccess', ['bridge']);
  links('registry', ['bridge']);
  for (const app of apps) {
    assert.match(module(app), new RegExp(`identityId: ${app}Identity\\.outputs\\.id`));
    assert.match(module('storage'), new RegExp(`name: '${app}', principalId: ${app}Identity`));
  }
  for (const file of ['storage', 'monitor', 'registry', 'secret', 'eventhubs', 'vault'])
    assert.ok(ofKind('Microsoft.Authorization/roleAssignments').some(each => each.file === `bicep/modules/${file}.bicep`), file);
  for (const kind of ['Microsoft.Web/sites', 'Microsoft.App/containerApps']) every(kind, 'type', "'UserAssigned'");
});

test('apps that keep journals or read the archive may use the data account, others may not', () => {
  for (const app of Object.keys(code.apps)) {
    const uses = code.calls(app).has('AddStep') || code.calls(app).has('AddArchive');
    assert.match(module('storage'), new RegExp(`name: '${app}', principalId: ${app}Identity\\.outputs\\.principalId, data: ${uses},`));
  }
});

test('only who opens the archive may use the keys', () => {
  assert.deepEqual(Object.keys(code.apps).filter(app => code.calls(app).has('AddKeyRings')), ['ops']);
  for (const app of Object.keys(code.apps))
    assert.match(module('storage'), new RegExp(`name: '${app}', .*, keys: ${code.calls(app).has('AddKeyRings')} `));
  assert.match(module('storage'), /keyContainer: keyContainer/);
  assert.match(main, /Keys__Container: keyContainer/);
});

test('only apps that write the access log may use its container', () => {
  for (const app of Object.keys(code.apps))
    assert.match(module('storage'), new RegExp(`name: '${app}', .*, access: ${code.calls(app).has('AddAccessLog')}, `));
});

test('rights are on the smallest thing that carries them', () => {
  const roles = ofKind('Microsoft.Authorization/roleAssignments').map(each => `${each.file.split('/').at(-1)} ${/scope: ([\w:[\]]+)/.exec(each.body)?.[1]}`).sort();
  assert.deepEqual(roles, [
    'eventhubs.bicep secrets[index]', 'monitor.bicep insights', 'registry.bicep registry', 'secret.bicep secret', 'storage.bicep data::blobs::access',
    'storage.bicep data::blobs::iot', 'storage.bicep data::blobs::iot', 'storage.bicep data::blobs::keys', 'storage.bicep host', 'vault.bicep vault']);
  assert.match(ofKind('Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments')[0].body, /scope: '[^']*\/colls\//);
  assert.match(module('eventHubs'), /name: 'bridge', principalId: bridgeIdentity\.outputs\.principalId, rights: \['Listen', 'Send'\]/);
  assert.doesNotMatch(module('eventHubs'), /Manage/);
  // Who tells people of alerts reads rule files, and nothing else of the data.
  assert.match(ofKind('Microsoft.Authorization/roleAssignments').find(each => /each\.rules/.test(each.body)).body, /blobDataReader[\s\S]*condition: onlyPublished/);
  assert.match(module('storage'), /name: 'react', [^}]*data: false, rules: true/);
  // So does the bridge, whose edge alerts follow them.
  assert.match(module('storage'), /ruleReaders: \[\{ name: 'bridge', principalId: bridgeIdentity\.outputs\.principalId \}\]/);
});

test('no secret in an output, in a plain setting or in a parameter that is logged', () => {
  for (const { name, text } of templates)
    for (const [line] of text.matchAll(/^output .*/gm)) assert.doesNotMatch(line, /list[A-Z]\w*\(|password|apiKey|webhookUrl|iotHubConnection|secret\.properties/i, name);
  for (const [, decorators, name] of main.matchAll(/((?:^@.*\n)*)^param (\w*(?:Password|Key|Connection|webhookUrl))\b/gm)) assert.match(decorators, /@secure\(\)/, name);
  for (const [, name, value] of main.matchAll(/^ *(\w+__(?:Password|Key|Url)|Ingest): (.*)$/gm)) assert.match(value, /@Microsoft\.KeyVault|\$\{vaultAddress\}/, name);
});

test('private endpoints close what they replace', () => {
  const endpoints = declarations(main).filter(each => each.type === 'modules/endpoint.bicep');
  assert.deepEqual(endpoints.map(each => each.name).sort(), ['cosmosEndpoint', 'dataEndpoint', 'eventHubsEndpoint', 'hostEndpoint', 'vaultEndpoint']);
  for (const each of endpoints) assert.match(each.body, /^if \(privateEndpoints/);
  for (const name of ['storage', 'cosmos', 'eventHubs', 'vault']) assert.match(module(name), /private: privateEndpoints/);
  for (const app of Object.keys(code.apps)) assert.match(module(app), /subnetId: privateEndpoints \? network\.outputs\.functionsSubnetId : ''/);
});
