param name string
param location string
param tags object
param database string

@description('Pay per request (dev) instead of autoscale; fixed when the account is made.')
param serverless bool

@description('Request units a second that each container may use at most, by its name; autoscale starts at a tenth.')
param mostUnits object
param zoneRedundant bool
param private bool

@description('Principals by container: {principalId, container, write}.')
param grants array

// The same as functions/Adapters/Documents/CosmosContainers.cs makes on a laptop. Time to live in seconds; −1 = for ever unless a document says otherwise.
var containers = [
  { name: 'registry', timeToLive: -1 }
  { name: 'twins', timeToLive: -1 }
  { name: 'alerts', timeToLive: 31536000 }
  { name: 'notices', timeToLive: 86400 }
  { name: 'commands', timeToLive: 2592000 }
  { name: 'windows', timeToLive: 2592000 }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    // Writes are conditional on ETags, which session consistency of a single write region serves.
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }

  resource iot 'sqlDatabases' = {
    name: database
    properties: { resource: { id: database } }

    @batchSize(1)
    resource container 'containers' = [
      for item in containers: {
        name: item.name
        properties: {
          resource: {
            id: item.name
            partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 }
            defaultTtl: item.timeToLive
            // ORDER BY pk, id over all partitions needs a composite index; of the body only what queries filter by is indexed.
            indexingPolicy: {
              automatic: true
              indexingMode: 'consistent'
              includedPaths: [{ path: '/pk/?' }, { path: '/body/state/?' }, { path: '/body/delivery/?' }, { path: '/body/due/?' }, { path: '/body/slot/?' }, { path: '/body/parent/?' }]
              excludedPaths: [{ path: '/*' }]
              compositeIndexes: [[{ path: '/pk', order: 'ascending' }, { path: '/id', order: 'ascending' }]]
            }
          }
          options: serverless ? {} : { autoscaleSettings: { maxThroughput: mostUnits[item.name] } }
        }
      }
    ]
  }
}

var reader = '00000000-0000-0000-0000-000000000001'
var contributor = '00000000-0000-0000-0000-000000000002'

@batchSize(1)
resource roles 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-10-15' = [
  for grant in grants: {
    parent: account
    name: guid(account.id, grant.principalId, grant.container, grant.write ? contributor : reader)
    dependsOn: [account::iot::container]
    properties: {
      principalId: grant.principalId
      roleDefinitionId: '${account.id}/sqlRoleDefinitions/${grant.write ? contributor : reader}'
      scope: '${account.id}/dbs/${database}/colls/${grant.container}'
    }
  }
]

output id string = account.id
output endpoint string = account.properties.documentEndpoint
