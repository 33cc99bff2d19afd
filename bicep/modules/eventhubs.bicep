// Event Hubs with its Kafka endpoint. Keys stay on here, and only here: the Kafka trigger (Microsoft.Azure.Functions.Worker.Extensions.Kafka)
// knows OAUTHBEARER only with a client secret (OIDC) or unsigned tokens, not with a managed identity, so every user gets a rule of its own,
// whose connection string goes to Key Vault and from there by reference into the app.
param name string
param location string
param tags object

@allowed(['Standard', 'Premium', 'Dedicated'])
param tier string

@description('Throughput units (Standard, 1 to 40), processing units (Premium: 1, 2, 4, 8, 16) or capacity units of the cluster (Dedicated, 1 to 10).')
param units int

@description('Throughput units that auto-inflate may reach; Standard only.')
param mostUnits int

@description('Topics: {name, partitions}.')
param topics array
param retentionHours int
param private bool

@description('Who connects: {name, principalId, rights}.')
param users array
param vaultName string

var dedicated = tier == 'Dedicated'
var inflates = tier == 'Standard' && mostUnits > units
var sku = tier == 'Premium' ? 'Premium' : 'Standard'

// Beyond 40 throughput units and 16 processing units: a cluster of one's own.
resource cluster 'Microsoft.EventHub/clusters@2024-01-01' = if (dedicated) {
  name: name
  location: location
  tags: tags
  sku: { name: 'Dedicated', capacity: units }
  properties: { supportsScaling: true }
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: sku, capacity: dedicated ? 1 : units }
  properties: {
    clusterArmId: dedicated ? cluster.id : null
    kafkaEnabled: true
    disableLocalAuth: false
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: inflates
    maximumThroughputUnits: inflates ? mostUnits : 0
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
  }

  @batchSize(1)
  resource hubs 'eventhubs' = [
    for topic in topics: {
      name: topic.name
      properties: {
        partitionCount: topic.partitions
        retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: retentionHours }
      }
    }
  ]

  @batchSize(1)
  resource rules 'authorizationRules' = [
    for user in users: {
      name: user.name
      properties: { rights: user.rights }
      dependsOn: [hubs]
    }
  ]
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = [
  for (user, index) in users: {
    parent: vault
    name: 'kafka-${user.name}'
    properties: { value: namespace::rules[index].listKeys().primaryConnectionString }
  }
]

var secretsUser = '4633458b-17de-408a-874b-0445c86b69e6'

resource readers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (user, index) in users: {
    scope: secrets[index]
    name: guid(vault.id, user.name, user.principalId, secretsUser)
    properties: {
      principalId: user.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    }
  }
]

output id string = namespace.id
output brokers string = '${namespace.name}.servicebus.windows.net:9093'
