// Everything for Azure in one resource group. Sizes and per-function scaling: sizes.json. Settings of the code and topics: settings.json.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment; names of resources follow from it.')
param environmentName string

@description('Region of everything.')
param location string

@description('Load that the deployment is made for, messages a second: dev is 10.')
@allowed(['dev', '10k', '100k', '500k'])
param size string = 'dev'

@description('Changes to the size, in the shape of one entry of sizes.json, for example {"apps":{"stream":{"maximum":80}}}.')
param sizeChanges object = {}

@description('Settings of the bridge beside those of settings.json, for example {"Bridge__TokenIssuer":"https://login.example","Bridge__TenantConnections":"50000"}.')
param bridgeChanges object = {}

@description('Files of the bridge, by setting without Bridge__ (ClientCaFile, RevocationFile, DeviceKeysFile, TokenKeysFile, SessionKeyFile, BansFile, SuspiciousFile): names of secrets in the key vault.')
param bridgeFiles object = {}

@description('Where functions run. Flex Consumption scales each function alone and to zero; Elastic Premium scales whole apps and keeps instances.')
@allowed(['Flex', 'ElasticPremium'])
param plan string = 'Flex'

@description('Brokers of a Kafka cluster that exists already (host:port, comma separated) with SASL PLAIN over TLS and a publicly trusted certificate; empty = Event Hubs is made.')
param kafkaBrokers string = ''

@description('SASL user of that cluster.')
param kafkaUser string = ''

@secure()
@description('SASL password of that cluster; goes to Key Vault.')
param kafkaPassword string = ''

@description('Puts storage, Cosmos, Event Hubs and Key Vault behind private endpoints and closes them to the internet.')
param privateEndpoints bool = false

@description('Name of the region that this deployment stands for, such as westeurope; needed when tenants are bound to regions.')
param dataRegion string = ''

@description('Tenants that are bound to a region, such as acme=westeurope, globex=eastus. Records of those of other regions are not taken.')
param tenantRegions string = ''

@description('Bridges of the other regions, which devices are sent to, such as eastus=mqtt.us.example.com:8883.')
param regionServers string = ''

@description('Days that nobody can change or delete what the access log holds, 0 to 146,000; 0 = no such policy. While it holds something, the storage account may refuse to be deleted.')
@minValue(0)
@maxValue(146000)
param accessImmutableDays int = 0

@description('Keeps a deleted vault for 90 days; default: except for dev.')
param protect bool = size != 'dev'

@description('Key Vault secret or certificate (PEM: chain and key) that MQTT is served with; empty = the bridge gets no port to the outside.')
param mqttCertificate string = ''

@description('User name of devices.')
param deviceUser string = 'device'

@secure()
@description('Password of devices; goes to Key Vault.')
param devicePassword string

@secure()
@description('Key of the HTTP API (header X-Api-Key), which counts while there is no app registration; goes to Key Vault.')
param apiKey string

@description('Client id of the app registration whose tokens callers of the API must bring (infra/azure/api-access.mjs makes it); empty = they send the key.')
param apiClientId string = ''

@secure()
@description('https address that alerts are posted to; goes to Key Vault, since such addresses often hold a token.')
param webhookUrl string = ''

@secure()
@description('Key that posts to that address are signed with, whsec_ and base64; goes to Key Vault. Empty = they are not signed.')
param webhookKey string = ''

@description('SMTP server that alerts are mailed through, with STARTTLS on port 587; empty = no mails.')
param smtpServer string = ''

@description('User there; empty = no authentication.')
param smtpUser string = ''

@secure()
@description('Password of that user; goes to Key Vault.')
param smtpPassword string = ''

@description('Address that mails come from.')
param emailFrom string = ''

@description('Addresses that alerts are mailed to, with commas between them.')
param emailTo string = ''

@secure()
@description('Connection string of an IoT Hub\'s Event-Hub-compatible endpoint, of a policy with service connect; goes to Key Vault. Empty = no devices on IoT Hub.')
param iotHubConnection string = ''

@description('Event-Hub-compatible name of that endpoint.')
param iotHubName string = ''

@description('Consumer group of that endpoint that nobody else reads with; empty = $Default.')
param iotHubConsumerGroup string = ''

@description('Image of the bridge; azd fills it in after the first deployment.')
param bridgeImage string = ''

@description('Whether the bridge has been deployed before; azd fills it in.')
param bridgeExists bool = false

@description('Object id of whoever deploys, who gets the right to put secrets and certificates into the vault; empty = nobody.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal', 'Group'])
param principalType string = 'User'

@description('Address that alarms are mailed to.')
param alarmEmail string = ''

@description('Costs a month, in the account\'s currency, beyond which an alarm is raised; 0 = no budget.')
param monthlyBudget int = 150

@description('First day of the budget\'s first month.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Gigabytes of telemetry a day; −1 = no limit.')
param dailyTelemetryGigabytes int = 1

var scale = union(loadJsonContent('sizes.json')[size], sizeChanges)
var defaults = loadJsonContent('settings.json')
var flex = plan == 'Flex'
var ownKafka = !empty(kafkaBrokers)
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var container = 'iot'
var keyContainer = 'archive-keys'
var accessContainer = 'access'
var database = 'iot'
var vaultName = 'kv-${token}'
var bridgeName = 'ca-bridge-${token}'
var zones = map(
  [
    'blob.${environment().suffixes.storage}'
    'documents.azure.com'
    'servicebus.windows.net'
    'vaultcore.azure.net'
  ],
  zone => 'privatelink.${zone}'
)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module streamIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-stream'
  params: { name: 'id-stream-${token}', location: location, tags: tags }
}

module persistIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-persist'
  params: { name: 'id-persist-${token}', location: location, tags: tags }
}

module reactIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-react'
  params: { name: 'id-react-${token}', location: location, tags: tags }
}

module opsIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-ops'
  params: { name: 'id-ops-${token}', location: location, tags: tags }
}

module bridgeIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-bridge'
  params: { name: 'id-bridge-${token}', location: location, tags: tags }
}

module network 'modules/network.bicep' = {
  scope: group
  name: 'network'
  params: { name: 'vnet-${token}', location: location, tags: tags, flex: flex }
}

module monitor 'modules/monitor.bicep' = {
  scope: group
  name: 'monitor'
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    writers: [
      streamIdentity.outputs.principalId
      persistIdentity.outputs.principalId
      reactIdentity.outputs.principalId
      opsIdentity.outputs.principalId
      bridgeIdentity.outputs.principalId
    ]
    dailyGigabytes: dailyTelemetryGigabytes
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: vaultName
    location: location
    tags: tags
    private: privateEndpoints
    protect: protect
    deployerId: principalId
    deployerType: principalType
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    hostName: 'sthost${token}'
    dataName: 'stdata${token}'
    location: location
    tags: tags
    sku: scale.storage.sku
    container: container
    keyContainer: keyContainer
    accessContainer: accessContainer
    accessImmutableDays: accessImmutableDays
    apps: [
      { name: 'stream', principalId: streamIdentity.outputs.principalId, data: true, rules: false, access: false, keys: false }
      { name: 'persist', principalId: persistIdentity.outputs.principalId, data: true, rules: false, access: false, keys: false }
      { name: 'react', principalId: reactIdentity.outputs.principalId, data: false, rules: true, access: false, keys: false }
      { name: 'ops', principalId: opsIdentity.outputs.principalId, data: true, rules: false, access: true, keys: true }
    ]
    ruleReaders: [{ name: 'bridge', principalId: bridgeIdentity.outputs.principalId }]
    private: privateEndpoints
    coolAfterDays: 7
    coldAfterDays: 90
    restoreDays: 14
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  name: 'cosmos'
  params: {
    name: 'cosmos-${token}'
    location: location
    tags: tags
    database: database
    serverless: scale.cosmos.serverless
    mostUnits: scale.cosmos.mostUnits
    zoneRedundant: scale.zoneRedundant
    private: privateEndpoints
    grants: [
      { principalId: persistIdentity.outputs.principalId, container: 'twins', write: true }
      { principalId: persistIdentity.outputs.principalId, container: 'windows', write: true }
      { principalId: reactIdentity.outputs.principalId, container: 'alerts', write: true }
      { principalId: reactIdentity.outputs.principalId, container: 'notices', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'notices', write: true }
      { principalId: reactIdentity.outputs.principalId, container: 'commands', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'commands', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'alerts', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'twins', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'windows', write: true }
      { principalId: opsIdentity.outputs.principalId, container: 'registry', write: true }
    ]
  }
}

module eventHubs 'modules/eventhubs.bicep' = if (!ownKafka) {
  scope: group
  name: 'eventhubs'
  params: {
    name: 'evhns-${token}'
    location: location
    tags: tags
    tier: scale.eventHubs.tier
    units: scale.eventHubs.units
    mostUnits: scale.eventHubs.mostUnits
    topics: map(items(defaults.topics), topic => { name: topic.value, partitions: scale.partitions[topic.key] })
    retentionHours: scale.eventHubs.retentionHours
    private: privateEndpoints
    users: [
      { name: 'stream', principalId: streamIdentity.outputs.principalId, rights: ['Listen', 'Send'] }
      { name: 'persist', principalId: persistIdentity.outputs.principalId, rights: ['Listen', 'Send'] }
      { name: 'react', principalId: reactIdentity.outputs.principalId, rights: ['Listen', 'Send'] }
      { name: 'ops', principalId: opsIdentity.outputs.principalId, rights: ['Listen', 'Send'] }
      { name: 'bridge', principalId: bridgeIdentity.outputs.principalId, rights: ['Listen', 'Send'] }
    ]
    vaultName: vault.outputs.name
  }
}

module kafkaSecret 'modules/secret.bicep' = if (ownKafka) {
  scope: group
  name: 'secret-kafka'
  params: {
    vaultName: vault.outputs.name
    name: 'kafka'
    value: kafkaPassword
    readers: [
      streamIdentity.outputs.principalId
      persistIdentity.outputs.principalId
      reactIdentity.outputs.principalId
      opsIdentity.outputs.principalId
      bridgeIdentity.outputs.principalId
    ]
  }
}

module apiKeySecret 'modules/secret.bicep' = {
  scope: group
  name: 'secret-api-key'
  params: { vaultName: vault.outputs.name, name: 'api-key', value: apiKey, readers: [opsIdentity.outputs.principalId] }
}

module deviceSecret 'modules/secret.bicep' = {
  scope: group
  name: 'secret-device-password'
  params: {
    vaultName: vault.outputs.name
    name: 'device-password'
    value: devicePassword
    readers: [bridgeIdentity.outputs.principalId]
  }
}

module webhookSecret 'modules/secret.bicep' = if (!empty(webhookUrl)) {
  scope: group
  name: 'secret-webhook'
  params: {
    vaultName: vault.outputs.name
    name: 'webhook'
    value: webhookUrl
    readers: [reactIdentity.outputs.principalId, opsIdentity.outputs.principalId]
  }
}

module webhookKeySecret 'modules/secret.bicep' = if (!empty(webhookKey)) {
  scope: group
  name: 'secret-webhook-key'
  params: {
    vaultName: vault.outputs.name
    name: 'webhook-key'
    value: webhookKey
    readers: [reactIdentity.outputs.principalId, opsIdentity.outputs.principalId]
  }
}

module smtpSecret 'modules/secret.bicep' = if (!empty(smtpPassword)) {
  scope: group
  name: 'secret-smtp'
  params: {
    vaultName: vault.outputs.name
    name: 'smtp'
    value: smtpPassword
    readers: [reactIdentity.outputs.principalId, opsIdentity.outputs.principalId]
  }
}

// IoT Hub's built-in endpoint takes shared access signatures only, so there is a connection string.
module iotHubSecret 'modules/secret.bicep' = if (!empty(iotHubConnection)) {
  scope: group
  name: 'secret-iot-hub'
  params: {
    vaultName: vault.outputs.name
    name: 'iot-hub'
    value: iotHubConnection
    readers: [streamIdentity.outputs.principalId]
  }
}

module certificateAccess 'modules/secret.bicep' = if (!empty(mqttCertificate)) {
  scope: group
  name: 'secret-certificate'
  params: { vaultName: vault.outputs.name, name: mqttCertificate, readers: [bridgeIdentity.outputs.principalId] }
}

module bridgeFileAccess 'modules/secret.bicep' = [
  for file in items(bridgeFiles): {
    scope: group
    name: 'secret-bridge-${toLower(file.key)}'
    params: { vaultName: vault.outputs.name, name: file.value, readers: [bridgeIdentity.outputs.principalId] }
  }
]

// Settings that follow from what is deployed; the rest is in settings.json.
var vaultAddress = vault.outputs.uri
var topicSettings = reduce(
  items(defaults.topics),
  {},
  (all, topic) => union(all, { 'Topics__${topic.key}': topic.value })
)
var kafkaSettings = {
  Kafka__BrokerList: ownKafka ? kafkaBrokers : eventHubs!.outputs.brokers
  Kafka__Protocol: 'SaslSsl'
  Kafka__Username: ownKafka ? kafkaUser : '$ConnectionString'
}
var ruleSettings = {
  Storage__AccountUri: storage.outputs.dataBlobUri
  Storage__Container: container
}
var storageSettings = union(ruleSettings, {
  Storage__AccessContainer: accessContainer
})
var regionSettings = {
  Regions__Here: dataRegion
  Regions__Tenants: tenantRegions
  Regions__Servers: regionServers
}
var cosmosSettings = {
  Cosmos__Endpoint: cosmos.outputs.endpoint
  Cosmos__Database: database
  Cosmos__Create: 'false'
}
// Storage that is redundant across zones has no tier Archive: rows stay in Cold there, unless a policy with ages of its own asks for that tier.
var archiveSettings = {
  Archive__ColdDays: endsWith(scale.storage.sku, 'ZRS') ? '36500' : defaults.apps.ops.Archive__ColdDays
}
// Each run is billed for a second at least, which only the smallest size would notice.
var commandSettings = {
  Commands__Schedule: size == 'dev' ? defaults.apps.ops.Commands__Schedule : '*/5 * * * * *'
}
// What certificates of erasures tell of: how long storage can bring back what was deleted, and how long the log keeps its records.
var eraseSettings = {
  Erase__RestoreDays: string(storage.outputs.restoreDays)
  Keys__Container: keyContainer
  Erase__LogHours: string(scale.eventHubs.retentionHours)
}
var channelSettings = {
  Notify__Webhook__Url: empty(webhookUrl) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/webhook)'
  Notify__Webhook__Key: empty(webhookKey) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/webhook-key)'
  Notify__Email__Server: smtpServer
  Notify__Email__User: smtpUser
  Notify__Email__Password: empty(smtpPassword) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/smtp)'
  Notify__Email__From: emailFrom
  Notify__Email__To: emailTo
}
// Names that resolve even where the function is off: the host looks at them all the same.
var ingestSettings = {
  'AzureWebJobs.Ingest.Disabled': empty(iotHubConnection) ? 'true' : 'false'
  Ingest: empty(iotHubConnection) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/iot-hub)'
  Ingest__Hub: empty(iotHubName) ? 'none' : iotHubName
  Ingest__ConsumerGroup: empty(iotHubConsumerGroup) ? '$Default' : iotHubConsumerGroup
}
// Tokens or the key, never both.
var apiSettings = {
  Api__Audience: apiClientId
  Api__Authority: empty(apiClientId) ? '' : '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  Api__Key: empty(apiClientId) ? '@Microsoft.KeyVault(SecretUri=${apiKeySecret.outputs.address})' : ''
}
var logSettings = union(topicSettings, kafkaSettings, storageSettings, regionSettings)

module premium 'modules/premium.bicep' = if (!flex) {
  scope: group
  name: 'premium'
  params: {
    name: 'plan-${token}'
    location: location
    tags: tags
    mostInstances: min(100, scale.apps.stream.maximum)
    zoneRedundant: scale.zoneRedundant
  }
}

module stream 'modules/app.bicep' = {
  scope: group
  name: 'app-stream'
  params: {
    name: 'func-stream-${token}'
    planName: 'plan-stream-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'stream' })
    flex: flex
    premiumPlanId: flex ? '' : premium!.outputs.id
    identityId: streamIdentity.outputs.id
    identityClientId: streamIdentity.outputs.clientId
    hostAccountName: storage.outputs.hostName
    packageAddress: '${storage.outputs.hostBlobUri}package-stream'
    insightsConnection: monitor.outputs.connectionString
    settings: union(defaults.apps.stream, logSettings, ingestSettings, {
      Kafka__Password: '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/${ownKafka ? 'kafka' : 'kafka-stream'})'
    })
    scale: scale.apps.stream
    subnetId: privateEndpoints ? network.outputs.functionsSubnetId : ''
    authClientId: ''
  }
}

module persist 'modules/app.bicep' = {
  scope: group
  name: 'app-persist'
  params: {
    name: 'func-persist-${token}'
    planName: 'plan-persist-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'persist' })
    flex: flex
    premiumPlanId: flex ? '' : premium!.outputs.id
    identityId: persistIdentity.outputs.id
    identityClientId: persistIdentity.outputs.clientId
    hostAccountName: storage.outputs.hostName
    packageAddress: '${storage.outputs.hostBlobUri}package-persist'
    insightsConnection: monitor.outputs.connectionString
    settings: union(defaults.apps.persist, logSettings, cosmosSettings, {
      Kafka__Password: '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/${ownKafka ? 'kafka' : 'kafka-persist'})'
    })
    scale: scale.apps.persist
    subnetId: privateEndpoints ? network.outputs.functionsSubnetId : ''
    authClientId: ''
  }
}

module react 'modules/app.bicep' = {
  scope: group
  name: 'app-react'
  params: {
    name: 'func-react-${token}'
    planName: 'plan-react-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'react' })
    flex: flex
    premiumPlanId: flex ? '' : premium!.outputs.id
    identityId: reactIdentity.outputs.id
    identityClientId: reactIdentity.outputs.clientId
    hostAccountName: storage.outputs.hostName
    packageAddress: '${storage.outputs.hostBlobUri}package-react'
    insightsConnection: monitor.outputs.connectionString
    settings: union(defaults.apps.react, logSettings, cosmosSettings, channelSettings, {
      Kafka__Password: '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/${ownKafka ? 'kafka' : 'kafka-react'})'
    })
    scale: scale.apps.react
    subnetId: privateEndpoints ? network.outputs.functionsSubnetId : ''
    authClientId: ''
  }
}

module ops 'modules/app.bicep' = {
  scope: group
  name: 'app-ops'
  params: {
    name: 'func-ops-${token}'
    planName: 'plan-ops-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'ops' })
    flex: flex
    premiumPlanId: flex ? '' : premium!.outputs.id
    identityId: opsIdentity.outputs.id
    identityClientId: opsIdentity.outputs.clientId
    hostAccountName: storage.outputs.hostName
    packageAddress: '${storage.outputs.hostBlobUri}package-ops'
    insightsConnection: monitor.outputs.connectionString
    settings: union(defaults.apps.ops, logSettings, cosmosSettings, channelSettings, apiSettings, eraseSettings, commandSettings, archiveSettings, {
      Kafka__Password: '@Microsoft.KeyVault(SecretUri=${vaultAddress}secrets/${ownKafka ? 'kafka' : 'kafka-ops'})'
    })
    scale: scale.apps.ops
    subnetId: privateEndpoints ? network.outputs.functionsSubnetId : ''
    authClientId: apiClientId
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  name: 'registry'
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
    sku: scale.registry.sku
    pullerId: bridgeIdentity.outputs.principalId
  }
}

module bridgeEnvironment 'modules/environment.bicep' = {
  scope: group
  name: 'environment'
  params: {
    name: 'cae-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.bridgeSubnetId
    zoneRedundant: scale.zoneRedundant
    workspaceId: monitor.outputs.workspaceId
  }
}

module runningImage 'modules/image.bicep' = {
  scope: group
  name: 'running-image'
  params: { name: bridgeName, exists: bridgeExists }
}

module bridge 'modules/bridge.bicep' = {
  scope: group
  name: 'bridge'
  params: {
    name: bridgeName
    location: location
    tags: union(tags, { 'azd-service-name': 'bridge' })
    environmentId: bridgeEnvironment.outputs.id
    identityId: bridgeIdentity.outputs.id
    identityClientId: bridgeIdentity.outputs.clientId
    insightsConnection: monitor.outputs.connectionString
    registryServer: registry.outputs.server
    image: empty(bridgeImage) ? runningImage.outputs.image : bridgeImage
    settings: union(defaults.apps.bridge, kafkaSettings, ruleSettings, regionSettings, { Topics__Raw: defaults.topics.Raw, Topics__Alerts: defaults.topics.Alerts, Topics__Commands: defaults.topics.Commands, Topics__Replies: defaults.topics.Replies }, bridgeChanges)
    references: {
      Kafka__Password: '${vaultAddress}secrets/${ownKafka ? 'kafka' : 'kafka-bridge'}'
      'Bridge__Users__${deviceUser}': deviceSecret.outputs.address
    }
    files: reduce(items(bridgeFiles), {}, (all, file) => union(all, { '${file.key}': '${vaultAddress}secrets/${file.value}' }))
    certificateAddress: empty(mqttCertificate) ? '' : certificateAccess!.outputs.address
    size: scale.bridge
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    name: token
    location: location
    tags: tags
    email: alarmEmail
    workspaceId: monitor.outputs.workspaceId
    namespaceId: ownKafka ? '' : eventHubs!.outputs.id
    bridgeId: bridge.outputs.id
    bridgeFewest: scale.bridge.fewest
    rawTopic: defaults.topics.Raw
    quarantineTopic: defaults.topics.Quarantine
    messagesPerSecond: scale.messagesPerSecond
    lagLimit: defaults.lagThreshold.Store * scale.partitions.Valid
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  name: 'budget'
  params: {
    name: 'budget-${token}'
    amount: monthlyBudget
    start: budgetStart
    actionGroupId: alerts.outputs.actionGroupId
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: { name: 'workbook-${token}', location: location, tags: tags, workspaceId: monitor.outputs.workspaceId }
}

module vaultLogs 'modules/diagnostics.bicep' = {
  scope: group
  name: 'vault-logs'
  params: {
    name: 'vault'
    resourceId: vault.outputs.id
    workspaceId: monitor.outputs.workspaceId
    categories: ['AuditEvent']
  }
}

module dns 'modules/zone.bicep' = [
  for zone in zones: if (privateEndpoints) {
    scope: group
    name: 'zone-${zone}'
    params: { name: zone, tags: tags, networkId: network.outputs.id }
  }
]

module hostEndpoint 'modules/endpoint.bicep' = if (privateEndpoints) {
  scope: group
  name: 'endpoint-host'
  dependsOn: [dns]
  params: {
    name: 'pe-host-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: storage.outputs.hostId
    group: 'blob'
    zone: zones[0]
  }
}

module dataEndpoint 'modules/endpoint.bicep' = if (privateEndpoints) {
  scope: group
  name: 'endpoint-data'
  dependsOn: [dns]
  params: {
    name: 'pe-data-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: storage.outputs.dataId
    group: 'blob'
    zone: zones[0]
  }
}

module cosmosEndpoint 'modules/endpoint.bicep' = if (privateEndpoints) {
  scope: group
  name: 'endpoint-cosmos'
  dependsOn: [dns]
  params: {
    name: 'pe-cosmos-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: cosmos.outputs.id
    group: 'Sql'
    zone: zones[1]
  }
}

module eventHubsEndpoint 'modules/endpoint.bicep' = if (privateEndpoints && !ownKafka) {
  scope: group
  name: 'endpoint-eventhubs'
  dependsOn: [dns]
  params: {
    name: 'pe-eventhubs-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: ownKafka ? '' : eventHubs!.outputs.id
    group: 'namespace'
    zone: zones[2]
  }
}

module vaultEndpoint 'modules/endpoint.bicep' = if (privateEndpoints) {
  scope: group
  name: 'endpoint-vault'
  dependsOn: [dns]
  params: {
    name: 'pe-vault-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: vault.outputs.id
    group: 'vault'
    zone: zones[3]
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server
output HOST_STORAGE_ACCOUNT string = storage.outputs.hostName
output DATA_CONTAINER string = '${storage.outputs.dataBlobUri}${container}'
output API_ADDRESS string = 'https://${ops.outputs.host}/api'
output MQTT_HOST string = empty(mqttCertificate) ? '' : bridge.outputs.host
output MQTT_PORT int = 8883
